// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/factor_set.h"

namespace ropewalk::rope {

// Attention sees differences of angles. On one side of n̂ query and key turn alike; across it a query at q ≥ n̂ turns
// by q·θ_i/λ_i and a key at k < n̂ by k·θ_i, so they meet as plain RoPE would turn a distance of q/λ_i − k tokens.
// Below 0 the key looks as if it came after the query, which no training showed.

/// (angle of the query − angle of the key)/θ_i: the distance in tokens that plain RoPE turns alike.
double effective_distance(const FactorSet& set, int pair, std::int64_t query, std::int64_t key);

/// That of the neighbours across n̂, query n̂ and key n̂ − 1: n̂/λ_i − (n̂ − 1), the least of all. 1/λ_i where n̂ is 0.
double distance_across_n_hat(const FactorSet& set, int pair);

/// The first query for which no key below n̂ lies ahead in this pair: ⌈λ_i·(n̂ − 1)⌉, at least n̂.
std::int64_t queries_in_order_from(const FactorSet& set, int pair);

/// A sentence where n̂ reaches a good part of the trained window (an eighth of L and more) and turns the order of
/// neighbours round; empty otherwise.
Words n_hat_warning(const FactorSet& set, const Geometry& geometry);

} // namespace ropewalk::rope
