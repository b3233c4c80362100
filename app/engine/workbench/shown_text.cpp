// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/shown_text.h"

namespace ropewalk::engine {

namespace {

bool begins_character(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

} // namespace

std::string shortened(std::string_view text, std::size_t most)
{
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (begins_character(text[i]) && characters++ == most)
            return std::string(text.substr(0, i)) + "…";
    return std::string(text);
}

std::string shortened_front(std::string_view text, std::size_t most)
{
    std::size_t characters = 0;
    for (std::size_t i = text.size(); i-- > 0;)
        if (begins_character(text[i]) && ++characters == most && i > 0)
            return "…" + std::string(text.substr(i));
    return std::string(text);
}

std::string token_text(const text::Tokenizer& tokenizer, std::optional<text::Token> bos,
    std::span<const text::Token> ids, std::size_t from, std::size_t to)
{
    // A decoder drops the space that a text begins with, so the token before goes along.
    const std::size_t before = from > 0 ? from - 1 : 0;
    const std::string lead = tokenizer.decode(ids.subspan(before, from - before));
    const std::string whole = tokenizer.decode(ids.subspan(before, to - before));
    std::string text
        = whole.starts_with(lead) ? whole.substr(lead.size()) : tokenizer.decode(ids.subspan(from, to - from));
    if (text.empty() && to == from + 1 && bos == ids[from])
        return "BOS";
    return text;
}

} // namespace ropewalk::engine
