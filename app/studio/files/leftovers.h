// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QString>

namespace ropewalk::studio {

/// Remembers where a file is about to be written, so that a later start finds what a killed window left there.
void noteWriting(const QString& path);

/// Removes what killed windows left unfinished (core/formats/saving/unfinished.h) in the data folder and where files
/// were last written, in a thread of its own: a folder may lie on a network.
void sweepLeftovers(const QString& dataFolder);

} // namespace ropewalk::studio
