// SPDX-License-Identifier: Apache-2.0
#include "core/rope/edit/n_hat.h"

#include <algorithm>
#include <cmath>

namespace ropewalk::rope {
namespace {

constexpr std::int64_t good_part = 8; // n̂ ≥ L/8; the paper's largest n̂ is a sixteenth of its L

/// A position as plain RoPE would have to turn it.
double as_plain(const FactorSet& set, int pair, std::int64_t position)
{
    const auto n = static_cast<double>(position);
    return position < set.n_hat ? n : n / set.lambda[static_cast<std::size_t>(pair)];
}

} // namespace

double effective_distance(const FactorSet& set, int pair, std::int64_t query, std::int64_t key)
{
    return as_plain(set, pair, query) - as_plain(set, pair, key);
}

double distance_across_n_hat(const FactorSet& set, int pair)
{
    const std::int64_t query = std::max<std::int64_t>(set.n_hat, 1);
    return effective_distance(set, pair, query, query - 1);
}

std::int64_t queries_in_order_from(const FactorSet& set, int pair)
{
    const double last = set.lambda[static_cast<std::size_t>(pair)] * static_cast<double>(set.n_hat - 1);
    return std::max(set.n_hat, static_cast<std::int64_t>(std::ceil(last)));
}

Words n_hat_warning(const FactorSet& set, const Geometry& geometry)
{
    if (set.n_hat == 0 || set.n_hat < geometry.original_length / good_part || set.lambda.empty())
        return {};
    const auto widest = std::max_element(set.lambda.begin(), set.lambda.end());
    const auto pair = static_cast<int>(widest - set.lambda.begin());
    const double across = distance_across_n_hat(set, pair);
    if (across >= 0)
        return {};
    return words("n̂ of {1} tokens reaches a good part of the trained {2}: the query at {1} meets its neighbour at "
                 "{3} as if it lay {4} tokens ahead (pair {5}), and up to query {6} some keys below n̂ seem to lie "
                 "ahead. No training showed a key ahead of its query.",
        set.n_hat, geometry.original_length, set.n_hat - 1, std::round(-10 * across) / 10, pair,
        queries_in_order_from(set, pair) - 1);
}

} // namespace ropewalk::rope
