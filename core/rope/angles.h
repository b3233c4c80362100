// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/factor_set.h"

#include <cstdint>
#include <span>

namespace ropewalk::rope {

/// Angle of pair i at position n, radians, float64, not reduced: n·θ_i before n̂, n·θ_i/λ_i from there on (eq. 3).
double angle(const Geometry& geometry, const FactorSet& set, int pair, std::int64_t position);

/// cos and sin of positions first … first + count − 1, row-major count × pairs, attention factor applied from n̂ on.
/// Angles in float64, reduced mod 2π, stored in float32. The spans hold count·pairs floats each.
void fill_cos_sin(const Geometry& geometry, const FactorSet& set, std::int64_t first, std::int64_t count,
    std::span<float> cos, std::span<float> sin);

/// Exact mean of cos(angle) of a pair over positions first … first + count − 1, without a loop over them:
/// Σcos(nω)/K = sin(Kω/2)/(K·sin(ω/2))·cos((a + (K−1)/2)ω), split at n̂. The attention factor is left out.
double mean_cosine(const Geometry& geometry, const FactorSet& set, int pair, std::int64_t first, std::int64_t count);

/// The same of sin(angle): Σsin(nω)/K = sin(Kω/2)/(K·sin(ω/2))·sin((a + (K−1)/2)ω).
double mean_sine(const Geometry& geometry, const FactorSet& set, int pair, std::int64_t first, std::int64_t count);

} // namespace ropewalk::rope
