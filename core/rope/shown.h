// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <string>

namespace ropewalk::rope {

/// A number as messages show it: the shortest text that reads back as the same value.
inline std::string shown(double value)
{
    char text[32];
    return std::string(text, std::to_chars(text, text + sizeof text, value).ptr);
}

} // namespace ropewalk::rope
