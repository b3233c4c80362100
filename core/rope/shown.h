// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cmath>
#include <string>

namespace ropewalk::rope {

/// A number as messages show it: the shortest text that reads back as the same value, with an exponent only
/// where it is very large or very small.
inline std::string shown(double value)
{
    char text[64];
    const double size = std::abs(value);
    const auto form = size == 0.0 || (size >= 1e-4 && size < 1e15) ? std::chars_format::fixed
                                                                   : std::chars_format::general;
    return std::string(text, std::to_chars(text, text + sizeof text, value, form).ptr);
}

} // namespace ropewalk::rope
