// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/tokenizer/byte_pair_model.h"
#include "core/text/tokenizer/steps/normalizer.h"

#include <array>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace ropewalk::text {

/// A token that is found in the text as a whole, before any merge.
struct AddedToken
{
    std::string content;
    std::string found; ///< what is looked for and what is decoded: content, normalized if the token says so
    Token id = -1;
    bool single_word = false; ///< no word character may stand beside it
    bool lstrip = false, rstrip = false; ///< takes the white space on that side with it
    bool normalized = false; ///< looked for in the normalized text
    bool special = false; ///< left out of decoded text
};

/// Finds a set of strings in a text: at the leftmost place, of those the longest.
class StringFinder
{
public:
    StringFinder();
    /// A string given again keeps its first value; an empty one is never found.
    void add(std::string_view text, std::size_t value);

    struct Match
    {
        std::size_t begin, end, value;
    };
    std::optional<Match> find(std::string_view text, std::size_t from) const;

private:
    struct Node
    {
        std::map<char, std::size_t> next;
        std::optional<std::size_t> value;
    };
    std::vector<Node> m_nodes; ///< a trie, its root first
    std::array<bool, 256> m_begins{}; ///< bytes that begin a string
};

/// The added tokens of a tokenizer.json and where they stand in a text.
class AddedTokens
{
public:
    /// The node "added_tokens" (null: none). Throws Refusal.
    static AddedTokens read(const JsonNode& node, const BytePairModel& model, const Normalizer& normalizer);

    struct Part
    {
        std::string_view text;
        std::optional<Token> token; ///< none: text between added tokens, never empty
    };
    /// Cuts raw text at the tokens that are looked for in raw text.
    std::vector<Part> cut_raw(std::string_view text) const { return cut(text, m_raw); }
    /// Cuts normalized text at the tokens that are looked for in normalized text.
    std::vector<Part> cut_normalized(std::string_view text) const { return cut(text, m_normalized); }

    std::optional<Token> id(std::string_view content) const;
    const AddedToken* token(Token id) const; ///< null where the id is not an added token's
    std::size_t size() const { return m_size; } ///< largest id + 1

private:
    std::vector<Part> cut(std::string_view text, const StringFinder& finder) const;

    std::vector<AddedToken> m_tokens;
    std::unordered_map<std::string, Token> m_ids;
    std::unordered_map<Token, std::size_t> m_by_id; ///< index into m_tokens
    StringFinder m_raw, m_normalized; ///< values are indices into m_tokens
    std::size_t m_size = 0;
};

} // namespace ropewalk::text
