// SPDX-License-Identifier: Apache-2.0
#include "core/model/scoring/weights.h"

#include "core/model/weights.h"

#include <ATen/ops/cat.h>

namespace ropewalk::model {

ScoringLayer prepare_layer(const formats::DecoderForm& form, const LayerWeights& w, bool prepack, std::int64_t reach)
{
    const auto linear = [prepack](const Affine& one) { return Linear(one.weight, prepack, one.bias); };
    const at::Tensor qkv_bias = form.qkv_bias ? at::cat({w.q.bias, w.k.bias, w.v.bias}) : at::Tensor();
    const at::Tensor up_bias = form.gated && form.mlp_bias ? at::cat({w.gate.bias, w.up.bias}) : w.up.bias;
    const at::Tensor up = form.gated ? fused({w.gate.weight, w.up.weight}) : w.up.weight;
    return {w.input_norm, w.post_norm, Linear(fused({w.q.weight, w.k.weight, w.v.weight}), prepack, qkv_bias), w.q_norm,
        w.k_norm, linear(w.o), Linear(up, prepack, up_bias), linear(w.down), reach};
}

ScoringWeights prepare_scoring(const formats::DecoderForm& form, const Weights& weights, bool prepack)
{
    ScoringWeights out;
    out.embedding = weights.embedding;
    for (std::size_t i = 0; i < weights.layers.size(); ++i)
        out.layers.push_back(prepare_layer(form, weights.layers[i], prepack, form.window(i)));
    out.norm = weights.norm;
    out.head = Linear(weights.head, prepack);
    return out;
}

} // namespace ropewalk::model
