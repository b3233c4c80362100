// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/factor_file.h"

namespace ropewalk::formats {

/// Microsoft LongRoPE's factors: one λ a line, d/2 lines; or d/2 + 1 lines with n̂ first; or one row a layer
/// of d/2 comma-separated λ, all rows equal. The attention factor is not in the file: 1, with a warning.
Result<FactorFile> parse_factor_csv(
    std::string_view text, const std::string& file, const rope::Geometry& geometry);

} // namespace ropewalk::formats
