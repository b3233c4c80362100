// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "core/yield.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::text {

using Token = std::int32_t;

/// Text to ids and back, as a tokenizer.json or a sentencepiece tokenizer.model describes it. Immutable; every member
/// may be called from any thread.
class Tokenizer
{
public:
    virtual ~Tokenizer() = default;

    /// Ids of a text, without BOS or EOS. Invalid UTF-8 is replaced by U+FFFD. Yields between pieces of the text (a
    /// sentencepiece model whose texts cannot be cut, unigram's for one, yields at their end); its only error is
    /// cancelled().
    virtual Result<std::vector<Token>> encode(std::string_view text, const YieldPoint& yield) const = 0;
    /// The same without a stop.
    std::vector<Token> encode(std::string_view text) const { return *encode(text, {}); }
    /// The text of ids; special tokens are left out, invalid byte sequences become U+FFFD.
    virtual std::string decode(std::span<const Token> ids) const = 0;
    /// What stands before every text, if anything: what a tokenizer.json's post-processor puts there; for a
    /// tokenizer.model what tokenizer_config.json says (add_bos_token, bos_token), else the model's own BOS.
    virtual std::optional<Token> bos() const = 0;
    virtual std::optional<Token> id(std::string_view piece) const = 0;
    /// One more than the largest id: the rows that an embedding needs.
    virtual std::size_t vocabulary_size() const = 0;
};

/// Reads a tokenizer.json or a tokenizer.model (with tokenizer_config.json beside it), or the one in a folder, where
/// tokenizer.json goes first. Options that are not supported are refused by name.
Result<std::shared_ptr<const Tokenizer>> load_tokenizer(const std::filesystem::path& path);

} // namespace ropewalk::text
