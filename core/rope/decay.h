// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/factor_set.h"

#include <cstdint>

namespace ropewalk::rope {

/// What rotation alone leaves of q·k at a distance, relative to distance 0 under plain RoPE: the mean over the pairs
/// of cos of the relative angle, distance·θ_i/λ_i, times m². It is the expectation for q and k whose pairs are equally
/// long and point the same way before they are turned. Both tokens stand at or beyond n̂ (where distances in angle
/// depend on the distance alone).
double expected_product(const Geometry& geometry, const FactorSet& set, std::int64_t distance);

/// Its exact mean over distances first … first + count − 1, by mean_cosine's closed form.
double mean_expected_product(const Geometry& geometry, const FactorSet& set, std::int64_t first, std::int64_t count);

} // namespace ropewalk::rope
