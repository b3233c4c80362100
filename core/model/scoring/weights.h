// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/decoder.h"
#include "core/model/linear.h"

#include <vector>

namespace ropewalk::model {

/// One layer as the scoring pass runs it: what shares an input is one matrix.
struct ScoringLayer
{
    at::Tensor input_norm, post_norm;
    Linear qkv; ///< (heads + 2·kv_heads)·head_dim rows: queries, keys, values
    Linear o;
    Linear gate_up; ///< 2·intermediate rows: gate, up
    Linear down;
};

/// A decoder's weights prepared once for scoring. Tensors are shared with the Weights they were made from where
/// they are not stored in another order.
struct ScoringWeights
{
    at::Tensor embedding;
    std::vector<ScoringLayer> layers;
    at::Tensor norm;
    Linear head;
};

/// prepack doubles the memory of the matrices on the CPU.
ScoringWeights prepare_scoring(const Weights& weights, bool prepack);

} // namespace ropewalk::model
