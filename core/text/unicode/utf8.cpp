// SPDX-License-Identifier: Apache-2.0
#include "core/text/unicode/utf8.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace ropewalk::text {

namespace {

/// Calls found(begin, end) for the longest well-formed beginning of each ill-formed sequence.
template <class Found>
void for_each_ill_formed(std::string_view text, const Found& found)
{
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t begin = i;
        UChar32 character = 0;
        U8_NEXT(text.data(), i, text.size(), character);
        if (character < 0)
            found(begin, i);
    }
}

} // namespace

std::string valid_utf8(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    std::size_t copied = 0;
    for_each_ill_formed(text, [&](std::size_t begin, std::size_t end) {
        out.append(text.substr(copied, begin - copied));
        append_character(out, 0xfffd);
        copied = end;
    });
    return out.append(text.substr(copied));
}

IllFormed ill_formed_utf8(std::string_view text)
{
    IllFormed out;
    for_each_ill_formed(text, [&](std::size_t begin, std::size_t) {
        if (out.count++ == 0)
            out.first = begin;
    });
    return out;
}

Words in_words(const IllFormed& found)
{
    return found.count == 1
        ? words("1 ill-formed UTF-8 sequence was read as U+FFFD, at byte {1}", found.first)
        : words("{1} ill-formed UTF-8 sequences were read as U+FFFD, the first at byte {2}", found.count, found.first);
}

char32_t first_character(std::string_view text)
{
    UChar32 character = 0;
    U8_GET_UNSAFE(text.data(), 0, character);
    return static_cast<char32_t>(character);
}

char32_t last_character(std::string_view text)
{
    UChar32 character = 0;
    std::size_t i = text.size();
    U8_PREV_UNSAFE(text.data(), i, character);
    return static_cast<char32_t>(character);
}

void append_character(std::string& text, char32_t character)
{
    char bytes[U8_MAX_LENGTH];
    std::size_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, character);
    text.append(bytes, length);
}

bool is_space(char32_t character)
{
    return u_isUWhiteSpace(static_cast<UChar32>(character));
}

std::size_t trailing_space(std::string_view text)
{
    while (!text.empty()) {
        const char32_t last = last_character(text);
        if (!is_space(last))
            break;
        std::string bytes;
        append_character(bytes, last);
        text.remove_suffix(bytes.size());
    }
    return text.size();
}

std::size_t leading_space(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size() && is_space(first_character(text.substr(at))))
        at += character_length(text[at]);
    return at;
}

bool is_numeric(char32_t character)
{
    return (U_GET_GC_MASK(static_cast<UChar32>(character)) & U_GC_N_MASK) != 0;
}

bool is_word(char32_t character)
{
    const auto c = static_cast<UChar32>(character);
    return (U_GET_GC_MASK(c) & (U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK)) != 0
        || u_hasBinaryProperty(c, UCHAR_ALPHABETIC) || u_hasBinaryProperty(c, UCHAR_JOIN_CONTROL);
}

std::string lowercase(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); at += character_length(text[at])) {
        const char32_t character = first_character(text.substr(at));
        if (character == 0x130) // the only one whose lower case is two characters
            out += "i\u0307";
        else
            append_character(out, static_cast<char32_t>(u_tolower(static_cast<UChar32>(character))));
    }
    return out;
}

std::string replaced(std::string_view text, std::string_view pattern, std::string_view content)
{
    if (pattern.empty())
        return std::string(text);
    std::string out;
    out.reserve(text.size());
    std::size_t begin = 0;
    for (std::size_t at = text.find(pattern); at != std::string_view::npos; at = text.find(pattern, begin)) {
        out.append(text.substr(begin, at - begin)).append(content);
        begin = at + pattern.size();
    }
    return out.append(text.substr(begin));
}

} // namespace ropewalk::text
