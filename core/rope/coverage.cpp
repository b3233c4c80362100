// SPDX-License-Identifier: Apache-2.0
#include "core/rope/coverage.h"

#include <algorithm>
#include <cmath>

namespace ropewalk::rope {
namespace {

/// The positions of one pair that were never trained: n̂ > n ≥ plain_from, and n ≥ scaled_from ≥ n̂.
struct Uncovered
{
    std::int64_t plain_from;
    std::int64_t scaled_from;
};

/// The first position that turns further than plain RoPE does at reach, at most target. nθ/λ exceeds reach·θ when n >
/// reach·λ; a part in 1e12 is left to rounding, so that PI reaches s·(L − 1).
std::int64_t first_beyond(double reach, double lambda, std::int64_t target)
{
    const double last = reach * lambda * (1.0 + 1e-12);
    return last < static_cast<double>(target) ? std::min(static_cast<std::int64_t>(std::floor(last)) + 1, target)
                                              : target;
}

Uncovered uncovered(
    const Geometry& geometry, const Trained& trained, const FactorSet& set, int pair, std::int64_t target)
{
    if (trained_all_round(geometry, trained, pair))
        return { target, target };
    const double reach = trained_reach(geometry, trained, pair);
    const std::int64_t scaled = first_beyond(reach, set.lambda[static_cast<std::size_t>(pair)], target);
    return { first_beyond(reach, 1.0, target), std::min(std::max(scaled, set.n_hat), target) };
}

} // namespace

bool out_of_distribution(
    const Geometry& geometry, const Trained& trained, const FactorSet& set, int pair, std::int64_t position)
{
    const Uncovered u = uncovered(geometry, trained, set, pair, position + 1);
    return position < set.n_hat ? position >= u.plain_from : position >= u.scaled_from;
}

std::int64_t first_uncovered_position(
    const Geometry& geometry, const Trained& trained, const FactorSet& set, int pair, std::int64_t target)
{
    const Uncovered u = uncovered(geometry, trained, set, pair, target);
    if (u.plain_from < std::min(set.n_hat, target))
        return u.plain_from;
    return u.scaled_from < target ? u.scaled_from : -1;
}

std::vector<double> coverage(
    const Geometry& geometry, const Trained& trained, const FactorSet& set, std::int64_t target)
{
    std::vector<double> out(geometry.pairs(), 1.0);
    if (target < 1)
        return out;
    for (int pair = 0; pair < geometry.pairs(); ++pair) {
        const Uncovered u = uncovered(geometry, trained, set, pair, target);
        const std::int64_t plain = std::max<std::int64_t>(0, std::min(set.n_hat, target) - u.plain_from);
        out[pair] = 1.0 - static_cast<double>(plain + target - u.scaled_from) / static_cast<double>(target);
    }
    return out;
}

} // namespace ropewalk::rope
