// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/tokenizer.h"

#include <span>
#include <string>

namespace ropewalk::engine {

/// The first `most` characters of UTF-8 text, with "…" behind them where there were more.
std::string shortened(std::string_view text, std::size_t most);
/// The last `most`, with "…" before them.
std::string shortened_front(std::string_view text, std::size_t most);

/// What tokens from … to − 1 of ids are in their text, spaces included; a special token is "BOS" or empty.
std::string token_text(const text::Tokenizer& tokenizer, std::optional<text::Token> bos,
    std::span<const text::Token> ids, std::size_t from, std::size_t to);

} // namespace ropewalk::engine
