// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/words.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace ropewalk::text {

/// The text with every ill-formed sequence (its longest well-formed beginning) replaced by one U+FFFD.
std::string valid_utf8(std::string_view text);

/// The ill-formed sequences that valid_utf8 replaces.
struct IllFormed
{
    std::size_t count = 0;
    std::size_t first = 0; ///< byte offset of the first
};
IllFormed ill_formed_utf8(std::string_view text);

/// "3 ill-formed UTF-8 sequences were read as U+FFFD, the first at byte 17"
Words in_words(const IllFormed& found);

/// Bytes of the character that begins with this lead byte of valid UTF-8.
inline std::size_t character_length(char lead)
{
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/// Code point of the character at the front of valid, non-empty UTF-8.
char32_t first_character(std::string_view text);
/// Code point of the character at the end of valid, non-empty UTF-8.
char32_t last_character(std::string_view text);

void append_character(std::string& text, char32_t character);

/// Unicode's White_Space.
bool is_space(char32_t character);
/// Category N (digits, letter numbers and other numbers).
bool is_numeric(char32_t character);
/// What \w means in Unicode (UTS 18): Alphabetic, M, Nd, Pc, Join_Control.
bool is_word(char32_t character);

/// Where the white space at the end of valid UTF-8 begins.
std::size_t trailing_space(std::string_view text);
/// How many bytes of white space valid UTF-8 begins with.
std::size_t leading_space(std::string_view text);

/// Each character in lower case by itself, whatever stands beside it (Unicode's full mapping without its contexts).
std::string lowercase(std::string_view text);

/// A copy of text with each occurrence of pattern, from the left, replaced; an empty pattern occurs nowhere.
std::string replaced(std::string_view text, std::string_view pattern, std::string_view content);

} // namespace ropewalk::text
