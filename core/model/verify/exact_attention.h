// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/model_config.h"
#include "core/rope/factor_set.h"

#include <ATen/core/Tensor.h>

namespace ropewalk::model::verify {

/// rows of queries, keys and values as the projection leaves them, in double on the CPU, queries and keys turned by the
/// set's exact angles; row n is position n.
at::Tensor exactly_turned(const formats::ModelConfig& config, const at::Tensor& qkv, const rope::FactorSet& set);

/// Scores of one head's queries and keys, slots of head_dim columns in turned rows: length × length, double, −∞ where a
/// key is not in sight.
at::Tensor visible_scores(const formats::ModelConfig& config, const at::Tensor& turned, std::int64_t query_slot,
    std::int64_t key_slot, std::int64_t reach);

/// Causal attention written out head by head, the shares of all keys at once.
struct ExactAttention
{
    at::Tensor out; ///< length × heads·head_dim, double
    /// Of the same shape: the largest value in sight times 1 + 2c, where c is the most that a score of the row moves
    /// when its products are each changed by their own size, as independent roundings do: √Σ(q_i k_i)²/√head_dim.
    at::Tensor scale;
};
ExactAttention exact_attention(const formats::ModelConfig& config, const at::Tensor& turned, std::int64_t reach);

/// Of deviations over that scale. Queries, keys and shares are each rounded once to the dtype, at four standard
/// deviations (u/√3 each) 4·√(2/3) of them in the scores and 1 in the shares, and the result once more: under 8 u. Sums of
/// `length` shares and of their products are float32's: √length roundings.
double attention_bound(at::ScalarType dtype, std::int64_t length);

} // namespace ropewalk::model::verify
