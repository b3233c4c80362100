// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/factor_file.h"
#include "core/rope/factor_set.h"

#include <string>

namespace ropewalk::engine {

/// The names that factors_for knows, for help texts: "none, pi, ntk, …".
std::string known_methods();

/// A method's name at a target length, or a factor file for this geometry. Warnings are the file's. A method
/// needs a target (tokens); a file's own target is taken where target is 0. Of several sets in a file the first in
/// the answer is the one that serves so many tokens (0 = the target), which a warning says.
Result<formats::FactorFile> factors_for(const std::string& name, const rope::Geometry& geometry, std::int64_t target,
    std::int64_t served = 0);

} // namespace ropewalk::engine
