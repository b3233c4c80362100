// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/geometry.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace ropewalk::rope {

/// How one model is stretched (LongRoPE, arXiv 2402.13753, eq. 3): pair i at position n turns by n·θ_i for n < n_hat
/// and by n·θ_i/lambda_i from there on. cos and sin are multiplied by attention_factor from n_hat on, so scores get
/// its square; the first n_hat positions keep plain RoPE.
struct FactorSet
{
    std::string id; ///< stable within a project; empty outside one
    std::string name;
    bool default_name = false; ///< the name is the program's own, in English; core/rope/set_words.h
    std::string origin; ///< "PI at 2048", "evolution, seed 1", a file's name
    std::string notes;
    std::vector<double> lambda; ///< one rescale factor a pair, relative to the raw θ_i; usually ≥ 1
    std::int64_t n_hat = 0; ///< positions left unturned, tokens
    double attention_factor = 1.0; ///< m
    std::int64_t from_length = 0; ///< the prompt lengths it serves, tokens: from_length < n ≤ to_length;
    std::int64_t to_length = 0; ///< 0 = no upper bound
    bool locked = false; ///< neither its rotation nor its lengths are to be edited, nor is it to be deleted
    std::vector<int> locked_pairs; ///< whose λ no edit changes, ascending

    /// Equal as a rotation: λ, n̂ and m, whatever it is called.
    bool same_rotation(const FactorSet& other) const
    {
        return lambda == other.lambda && n_hat == other.n_hat && attention_factor == other.attention_factor;
    }
    bool operator==(const FactorSet&) const = default;
};

/// The values that the paper's search draws n̂ from.
inline constexpr std::array<std::int64_t, 14> n_hat_choices{0, 1, 2, 4, 8, 12, 16, 20, 24, 28, 32, 64, 128, 256};

/// Refuses a length other than geometry.pairs(), values that are not finite and positive, n_hat < 0, m ≤ 0.
Status validate(const FactorSet& set, const Geometry& geometry);

/// What is odd but real in a valid set, one sentence each: λ < 1, not monotone.
std::vector<Words> warnings(const FactorSet& set);

bool is_monotone(const std::vector<double>& lambda);

} // namespace ropewalk::rope
