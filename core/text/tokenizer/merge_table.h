// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/tokenizer.h"

#include <bit>
#include <cstdint>
#include <vector>

namespace ropewalk::text {

/// What two neighbouring tokens become, and how early.
struct Merge
{
    std::uint32_t rank = 0; ///< lower goes first
    Token result = -1;
};

/// The merges of a vocabulary: a hash table of token pairs with open addressing, at most half full.
class MergeTable
{
public:
    explicit MergeTable(std::size_t merges = 0)
        : m_slots(std::bit_ceil(2 * merges + 2))
    {
    }

    /// A pair given again replaces the first. At most as many pairs as the constructor was told.
    void set(Token left, Token right, Merge merge) { m_slots[slot(left, right)] = {left, right, merge}; }

    /// Null where the two do not merge.
    const Merge* find(Token left, Token right) const
    {
        const Slot& found = m_slots[slot(left, right)];
        return found.left < 0 ? nullptr : &found.merge;
    }

private:
    struct Slot
    {
        Token left = -1, right = -1;
        Merge merge;
    };

    std::size_t slot(Token left, Token right) const
    {
        const std::uint64_t pair = (static_cast<std::uint64_t>(left) << 32) | static_cast<std::uint32_t>(right);
        const std::size_t mask = m_slots.size() - 1;
        std::size_t i = (pair * 0x9e3779b97f4a7c15ull >> 20) & mask;
        while (m_slots[i].left >= 0 && (m_slots[i].left != left || m_slots[i].right != right))
            i = (i + 1) & mask;
        return i;
    }

    std::vector<Slot> m_slots;
};

} // namespace ropewalk::text
