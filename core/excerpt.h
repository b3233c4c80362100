// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace ropewalk {

/// A text out of somebody's file as a sentence quotes it: a name or value of more than longest_excerpt bytes loses its
/// middle, between two characters, so that no file makes an endless sentence.
std::string excerpt(std::string_view text);
inline constexpr std::size_t longest_excerpt = 120;

} // namespace ropewalk
