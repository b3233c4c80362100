// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <cstdint>
#include <vector>

namespace ropewalk::rope {

/// Which two components of a head make pair i: (i, i + d/2) in Hugging Face checkpoints, (2i, 2i + 1) in the
/// original Llama ones.
enum class PairLayout { half_split, interleaved };

/// What a model's rotary embedding is made of. d = rotary_dim below; pairs are numbered 0 … d/2 − 1, fast to slow.
struct Geometry
{
    int head_dim = 128; ///< components of a head
    int rotary_dim = 128; ///< the first d of them turn (partial rotary when d < head_dim); even
    double theta = 10000.0; ///< base b
    std::int64_t original_length = 4096; ///< L, tokens: the window of pretraining
    PairLayout layout = PairLayout::half_split;

    int pairs() const { return rotary_dim / 2; }
    bool operator==(const Geometry&) const = default;
};

/// Refuses odd or oversized dimensions, theta ≤ 1 and lengths < 1, naming the field.
Status validate(const Geometry& geometry);

/// θ_i = b^(−2i/d), radians per token, float64.
double frequency(const Geometry& geometry, int pair);
std::vector<double> frequencies(const Geometry& geometry);

/// T_i = 2π/θ_i, tokens.
double wavelength(const Geometry& geometry, int pair);

/// The first pair whose wavelength exceeds L: ⌈(d/2)·log_b(L/2π)⌉ (LongRoPE2, arXiv 2502.20082), clamped to [0, d/2].
int critical_pair(const Geometry& geometry);

} // namespace ropewalk::rope
