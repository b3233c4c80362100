// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/decoder.h"
#include "core/model/linear.h"

#include <vector>

namespace ropewalk::model {

/// One layer as the scoring pass runs it: what shares an input is one matrix.
struct ScoringLayer
{
    Affine input_norm, post_norm;
    Linear qkv; ///< (heads + 2·kv_heads)·head_dim rows: queries, keys, values
    at::Tensor q_norm, k_norm; ///< head_dim, undefined without
    Linear o;
    Linear gate_up; ///< 2·intermediate rows: gate, up; without a gate intermediate rows
    Linear down;
    std::int64_t reach = 0; ///< keys that a query sees, its own counted; 0 = all
};

/// A decoder's weights prepared once for scoring. Tensors are shared with the Weights they were made from where
/// they are not stored in another order.
struct ScoringWeights
{
    at::Tensor embedding;
    std::vector<ScoringLayer> layers;
    Affine norm;
    Linear head;
};

/// One layer; see prepare_scoring.
ScoringLayer prepare_layer(const formats::DecoderForm& form, const LayerWeights& weights, bool prepack, std::int64_t reach);

/// prepack doubles the memory of the matrices on the CPU.
ScoringWeights prepare_scoring(const formats::DecoderForm& form, const Weights& weights, bool prepack);

} // namespace ropewalk::model
