// SPDX-License-Identifier: Apache-2.0
#include "core/rope/edit/length_ranges.h"

#include <algorithm>
#include <limits>

namespace ropewalk::rope {
namespace {

constexpr std::int64_t without_end = std::numeric_limits<std::int64_t>::max();

std::int64_t end_of(const FactorSet& set)
{
    return set.to_length == 0 ? without_end : set.to_length;
}

} // namespace

bool serves(const FactorSet& set, std::int64_t length)
{
    return set.from_length < length && length <= end_of(set);
}

std::optional<std::size_t> serving(const std::vector<FactorSet>& sets, std::int64_t length)
{
    std::optional<std::size_t> best;
    std::int64_t shortest = 0;
    for (std::size_t i = 0; i < sets.size(); ++i) {
        const std::int64_t width = end_of(sets[i]) - sets[i].from_length;
        if (!serves(sets[i], length) || (best && width >= shortest))
            continue;
        best = i;
        shortest = width;
    }
    return best;
}

std::size_t taken_for(const std::vector<FactorSet>& sets, std::int64_t length)
{
    if (const auto one = serving(sets, length))
        return *one;
    const auto furthest = std::max_element(sets.begin(), sets.end(),
        [](const FactorSet& a, const FactorSet& b) { return end_of(a) < end_of(b); });
    return static_cast<std::size_t>(furthest - sets.begin());
}

bool share_lengths(const std::vector<FactorSet>& sets)
{
    return std::any_of(sets.begin(), sets.end(), [&](const FactorSet& set) {
        return set.from_length != sets.front().from_length || set.to_length != sets.front().to_length;
    });
}

std::vector<FactorSet> with_boundary(
    std::vector<FactorSet> sets, std::size_t index, RangeEnd end, std::int64_t length)
{
    if (index >= sets.size() || length < 0)
        return sets;
    const std::int64_t old = end == RangeEnd::from ? sets[index].from_length : sets[index].to_length;
    if (end == RangeEnd::to && (old == 0 || length == 0)) {
        sets[index].to_length = length == 0 ? 0 : std::max(length, sets[index].from_length + 1);
        return sets;
    }
    const auto moves = [&](std::size_t i, RangeEnd which) {
        const std::int64_t at = which == RangeEnd::from ? sets[i].from_length : sets[i].to_length;
        return (i == index && which == end) || (old > 0 && at == old);
    };
    std::int64_t low = 0, high = without_end;
    for (std::size_t i = 0; i < sets.size(); ++i) {
        if (moves(i, RangeEnd::from))
            high = std::min(high, end_of(sets[i]) - 1);
        if (moves(i, RangeEnd::to))
            low = std::max(low, sets[i].from_length + 1);
    }
    if (low > high)
        return sets;
    const std::int64_t place = std::clamp(length, low, high);
    std::vector<FactorSet> moved = sets;
    for (std::size_t i = 0; i < sets.size(); ++i) {
        if (moves(i, RangeEnd::from))
            moved[i].from_length = place;
        if (moves(i, RangeEnd::to))
            moved[i].to_length = place;
    }
    return moved;
}

} // namespace ropewalk::rope
