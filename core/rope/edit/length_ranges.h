// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/factor_set.h"

#include <optional>

namespace ropewalk::rope {

// Prompt lengths in tokens; a set serves from_length < n ≤ to_length, without end where to_length is 0.

bool serves(const FactorSet& set, std::int64_t length);

/// Which of the sets serves a length: where several do, the one with the shortest range, the first among
/// equals; none where nobody does.
std::optional<std::size_t> serving(const std::vector<FactorSet>& sets, std::int64_t length);

/// The one to take of a file's sets for a length: who serves it, or where nobody does the one that reaches furthest.
/// Sets must not be empty.
std::size_t taken_for(const std::vector<FactorSet>& sets, std::int64_t length);
/// True when the sets share the lengths out: not all serve the same.
bool share_lengths(const std::vector<FactorSet>& sets);

/// Which end of a range.
enum class RangeEnd
{
    from,
    to
};

/// The sets after an end of one range was dragged to a length: ends of other ranges that lay on the same
/// length go with it, so that neighbours stay neighbours. No range is left empty and none grows an end it has
/// not; from goes down to 0, and to = 0 takes the end away from this set alone.
std::vector<FactorSet> with_boundary(
    std::vector<FactorSet> sets, std::size_t index, RangeEnd end, std::int64_t length);

} // namespace ropewalk::rope
