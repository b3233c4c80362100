// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/rope/factor_set.h"

#include <QString>

namespace ropewalk::views {

/// A set's name as it is shown: the program's own ("found") in the user's language, any other as it was given.
QString shownName(const rope::FactorSet& set);
/// Where it comes from, likewise: "evolution, seed 1", a file's name.
QString shownOrigin(const rope::FactorSet& set);

} // namespace ropewalk::views
