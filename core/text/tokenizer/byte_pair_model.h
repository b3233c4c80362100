// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/tokenizer.h"
#include "core/text/tokenizer/json_node.h"
#include "core/text/tokenizer/merge_table.h"
#include "core/text/unicode/pace.h"

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

namespace ropewalk::text {

/// Ids lie below this bound, so that a crafted file can't ask for a table of any size.
inline constexpr std::int64_t largest_vocabulary = 1 << 24;

/// The vocabulary and the merges (Sennrich et al. 2016) of a tokenizer.json's "model".
class BytePairModel
{
public:
    /// Throws Refusal.
    static BytePairModel read(const JsonNode& node);
    BytePairModel(BytePairModel&&) = default; // m_pieces points into m_ids: not to be copied
    BytePairModel& operator=(BytePairModel&&) = default;

    /// Appends the ids of a piece of valid UTF-8. Of the merges that are possible the one of the lowest rank is done
    /// first, the leftmost on a tie. O(n log n) in the length of the piece.
    void encode(std::string_view piece, Pace& pace, std::vector<Token>& ids) const;

    std::optional<Token> id(std::string_view piece) const;
    const std::string* piece(Token id) const; ///< null where the id is not in the vocabulary
    std::size_t size() const { return m_pieces.size(); } ///< largest id + 1

private:
    struct Hash : std::hash<std::string_view>
    {
        using is_transparent = void;
    };

    BytePairModel() = default;
    void read_vocabulary(const JsonNode& node);
    void read_merges(const JsonNode& node);
    void index_pieces();
    std::vector<Token> characters(std::string_view piece, Pace& pace) const;
    bool boundary_may_merge(Token left, Token right) const;
    void merge(std::span<const Token> characters, std::vector<Token>& ids) const;

    std::unordered_map<std::string, Token, Hash, std::equal_to<>> m_ids;
    std::vector<const std::string*> m_pieces; ///< by id, keys of m_ids
    std::vector<char32_t> m_first, m_last; ///< first and last character of each id's piece
    std::vector<bool> m_boundaries; ///< hashed pairs of characters between which some merge is done
    std::array<Token, 0x800> m_short; ///< ids of the characters below U+0800, −1 without one
    std::array<Token, 256> m_bytes; ///< ids of <0x00> … <0xFF>, −1 without one
    MergeTable m_merges;
    std::optional<Token> m_unknown;
    bool m_fuse_unknown = false, m_byte_fallback = false, m_ignore_merges = false;
};

} // namespace ropewalk::text
