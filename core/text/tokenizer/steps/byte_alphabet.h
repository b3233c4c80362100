// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ropewalk::text {

/// GPT-2's alphabet (Radford et al. 2019, encoder.py): printable Latin-1 bytes stand for themselves, the other 68
/// follow each other from U+0100. Every byte of the text becomes its character.
std::string bytes_as_characters(std::string_view bytes);

/// The way back; nothing if the text holds a character outside of the alphabet.
std::optional<std::string> characters_as_bytes(std::string_view text);

} // namespace ropewalk::text
