// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/scoring/weights.h"

namespace ropewalk::model {

// A layer before and after its attention, for scoring and generation. x: rows × hidden.

// Rows run in chunks (memory/chunks.h), so that what exists between two matrices does not grow with the length.

/// Norm, projections and norms of the heads: rows × (heads + 2·kv_heads)·head_dim, not turned yet.
at::Tensor projections(const formats::ModelConfig& config, const ScoringLayer& layer, const at::Tensor& x);

/// The layer's output from its input and from what attention gave, rows × heads·head_dim. in_place: x's memory may
/// become the output's.
at::Tensor after_attention(const formats::ModelConfig& config, const ScoringLayer& layer, const at::Tensor& x,
    const at::Tensor& attended, bool in_place = false);

/// The norm after the last layer. in_place as above.
at::Tensor last_norm(const formats::ModelConfig& config, const Affine& weights, const at::Tensor& x, bool in_place = false);

} // namespace ropewalk::model
