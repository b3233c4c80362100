// SPDX-License-Identifier: Apache-2.0
#include "core/excerpt.h"

namespace ropewalk {

std::string excerpt(std::string_view text)
{
    if (text.size() <= longest_excerpt)
        return std::string(text);
    const auto continues = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80; };
    constexpr std::size_t most_steps = 3; // a character has at most four bytes
    std::size_t front = longest_excerpt * 2 / 3, back = text.size() - longest_excerpt / 3;
    for (std::size_t i = 0; i < most_steps && continues(front); ++i)
        --front;
    for (std::size_t i = 0; i < most_steps && back + 1 < text.size() && continues(back); ++i)
        ++back;
    return std::string(text.substr(0, front)).append("…").append(text.substr(back));
}

} // namespace ropewalk
