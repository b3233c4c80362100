// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_set>

namespace ropewalk::text {

/// Where a text can be cut so that its parts have the ids of the whole: between two characters that stand side by side
/// in no piece. No piece reaches across such a place, so no merge does.
class SafeCuts
{
public:
    /// A piece of the vocabulary, with ▁ for spaces.
    void add(std::string_view piece);

    /// The first such place in valid UTF-8 at or behind a byte, or the text's end.
    std::size_t next(std::string_view text, std::size_t from) const;

private:
    std::unordered_set<std::uint64_t> m_neighbours;
};

} // namespace ropewalk::text
