// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/result.h"

#include <QStringList>

#include <vector>

namespace ropewalk::views {

/// What core or the engine says, in the user's language where the catalogue has its pattern, else in English, with numbers
/// as the user's locale writes them.
QString translated(const Words& words);
QStringList translated(const std::vector<Words>& list);
/// The whole sentence of an error: "file: place: message".
QString translated(const Error& error);

} // namespace ropewalk::views
