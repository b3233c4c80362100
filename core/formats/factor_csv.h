// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/factor_file.h"

namespace ropewalk::formats {

/// Microsoft LongRoPE's factors: one λ a line, d/2 lines; or d/2 + 1 lines with n̂ first (its mono_n searches); or
/// d/2 + 2 lines with two bounds first (one iteration of its piecewise search); or one row a layer of d/2 λ, all
/// rows equal. Commas, semicolons, spaces and tabs part the numbers of a row. The attention factor is not in the
/// file: 1, with a warning. Without a geometry an odd count of lines is read as n̂ and d/2 λ, with a warning.
Result<FactorFile> parse_factor_csv(
    std::string_view text, const std::string& file, const std::optional<rope::Geometry>& geometry);

/// One set as Microsoft's code reads it: a λ a line with all its digits, n̂ in a line before them where it is above 0.
std::string write_factor_csv(const rope::FactorSet& set);

/// λ of one column or list of numbers in which n̂ or the piecewise search's two bounds may come first, for pairs
/// pairs (0 = not known). places name each number for errors. What was read so goes to warnings.
Result<rope::FactorSet> factors_of_numbers(std::vector<double> numbers, const std::vector<Words>& places,
    std::size_t pairs, const std::string& file, std::vector<Words>& warnings);

} // namespace ropewalk::formats
