// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/trained.h"

#include <cstdint>

namespace ropewalk::rope {

/// When an angle counts as never seen in training, for a pair that never completed a turn there; pairs that did have
/// seen every angle.
enum class Unseen {
    beyond_largest, ///< it exceeds the largest trained one (LongRoPE2, arXiv 2502.20082)
    unvisited_arc ///< modulo a full turn it lies in the arc that was never visited: fewer angles do
};

/// By how much the angle of a pair at a position was never seen, radians: beyond the largest trained angle, or along
/// the circle to the nearest end of the visited arc (at most half of the unvisited one). 0 where it was seen.
double unseen_by(const Geometry& geometry, const Trained& trained, const FactorSet& set, int pair,
    std::int64_t position, Unseen rule);

/// The largest of it over positions first … last. Under unvisited_arc the middle of the arc is looked for in the first
/// turn after first on either side of n̂ only.
double largest_unseen(const Geometry& geometry, const Trained& trained, const FactorSet& set, int pair,
    std::int64_t first, std::int64_t last, Unseen rule);

/// Share of positions 0 … target − 1 whose angle was seen, per pair, in [0, 1]; coverage() under beyond_largest.
std::vector<double> seen_share(
    const Geometry& geometry, const Trained& trained, const FactorSet& set, std::int64_t target, Unseen rule);

} // namespace ropewalk::rope
