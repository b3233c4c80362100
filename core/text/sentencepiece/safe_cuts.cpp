// SPDX-License-Identifier: Apache-2.0
#include "core/text/sentencepiece/safe_cuts.h"

#include "core/text/unicode/utf8.h"

namespace ropewalk::text {

namespace {

constexpr char32_t space_mark = 0x2581;

/// Two neighbours as one number; a space is the mark that pieces have for it.
std::uint64_t pair_of(char32_t left, char32_t right)
{
    const auto marked = [](char32_t c) { return static_cast<std::uint64_t>(c == ' ' ? space_mark : c); };
    return marked(left) << 32 | marked(right);
}

} // namespace

void SafeCuts::add(std::string_view piece)
{
    char32_t left = 0;
    for (std::size_t at = 0; at < piece.size(); at += character_length(piece[at])) {
        const char32_t right = first_character(piece.substr(at));
        if (at > 0)
            m_neighbours.insert(pair_of(left, right));
        left = right;
    }
}

std::size_t SafeCuts::next(std::string_view text, std::size_t from) const
{
    std::size_t at = from;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80)
        ++at;
    for (; at < text.size(); at += character_length(text[at]))
        if (at > 0
            && !m_neighbours.contains(
                pair_of(last_character(text.substr(0, at)), first_character(text.substr(at)))))
            return at;
    return text.size();
}

} // namespace ropewalk::text
