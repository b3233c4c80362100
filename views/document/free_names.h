// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/project/project.h"

namespace ropewalk::views {

/// The set's own id where it has one that is free and no baseline's, else "found-N" for what a search found and "set-N"
/// for the rest.
std::string freeId(const project::Project& project, const rope::FactorSet& set);

/// A search's finds and what is adopted twice stay apart by name, too: "found", "found 2", "found 3".
void takeFreeName(const project::Project& project, rope::FactorSet& set);

} // namespace ropewalk::views
