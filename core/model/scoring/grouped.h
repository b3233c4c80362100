// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/scoring/weights.h"
#include "core/result.h"
#include "core/yield.h"

namespace ropewalk::model {

/// A layer's projections and attention for `together` KV heads at one time, with the queries that share them: what
/// window_attention makes of projections(), without queries, keys and values of all heads ever existing together. Norms
/// are computed once a group. x: batch·length × hidden → batch·length × heads·head_dim.
Result<at::Tensor> grouped_attention(const formats::ModelConfig& config, const ScoringLayer& layer, const at::Tensor& x,
    std::int64_t batch, const Rotation& rotation, std::int64_t together, const YieldPoint& yield = {});

/// The same, as many together as chunks::most_projected allows.
Result<at::Tensor> projected_attention(const formats::ModelConfig& config, const ScoringLayer& layer, const at::Tensor& x,
    std::int64_t batch, const Rotation& rotation, const YieldPoint& yield = {});

} // namespace ropewalk::model
