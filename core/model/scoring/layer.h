// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/scoring/weights.h"

namespace ropewalk::model {

// A layer before and after its attention, for scoring and generation. x: rows × hidden.

/// Norm, projections and norms of the heads: rows × (heads + 2·kv_heads)·head_dim, not turned yet.
at::Tensor projections(const formats::ModelConfig& config, const ScoringLayer& layer, const at::Tensor& x);

/// The layer's output from its input and from what attention gave, rows × heads·head_dim.
at::Tensor after_attention(const formats::ModelConfig& config, const ScoringLayer& layer, const at::Tensor& x,
    const at::Tensor& attended);

} // namespace ropewalk::model
