// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/trained.h"

namespace ropewalk::rope {

/// True when the angle of a pair at a position was never seen in training: it exceeds the largest trained one, (L −
/// 1)·θ_i in plain RoPE, and the pair never completed a turn within the trained length (LongRoPE2's criterion).
bool out_of_distribution(
    const Geometry& geometry, const Trained& trained, const FactorSet& set, int pair, std::int64_t position);

/// First position at which the pair leaves what was trained, or −1 if it never does before target.
std::int64_t first_uncovered_position(
    const Geometry& geometry, const Trained& trained, const FactorSet& set, int pair, std::int64_t target);

/// Share of positions 0 … target − 1 whose angle was trained, per pair, in [0, 1].
std::vector<double> coverage(
    const Geometry& geometry, const Trained& trained, const FactorSet& set, std::int64_t target);

} // namespace ropewalk::rope
