// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/model_config.h"
#include "core/rope/factor_set.h"

#include <ATen/core/Tensor.h>
#include <string>
#include <utility>
#include <vector>

namespace ropewalk::model {

/// A matrix, out × in as in the checkpoint, or the scale of a norm; bias is undefined where the decoder has none.
struct Affine
{
    at::Tensor weight, bias = {};
};

/// The weights of one decoder layer. What the decoder's form does without is undefined.
struct LayerWeights
{
    Affine input_norm, q, k, v, o;
    at::Tensor q_norm = {}, k_norm = {}; ///< head_dim
    Affine post_norm, gate, up, down;
};

/// All weights of a decoder on one device in one dtype. With tied embeddings head is embedding.
struct Weights
{
    at::Tensor embedding; ///< vocabulary × hidden
    std::vector<LayerWeights> layers;
    Affine norm;
    at::Tensor head; ///< vocabulary × hidden
    std::vector<std::string> not_finite = {}; ///< stored tensors with NaN or infinity in them, where that was allowed

    /// Every tensor once under a name of its own, in the checkpoint's order: the checkpoint's name
    /// ("model.layers.0.self_attn.q_proj.weight"), with its number behind it where several are stored as one. A tied
    /// head is left out.
    std::vector<std::pair<std::string, at::Tensor*>> named(const formats::ModelConfig& config);
};

/// cos and sin, positions × rotary_dim/2, float32, attention factor included.
struct Rotation
{
    at::Tensor cos, sin;
};
Rotation make_rotation(const rope::Geometry& geometry, const rope::FactorSet& set, std::int64_t first,
    std::int64_t count, const at::Device& device);

/// The decoder written plainly with differentiable operations, for every form: what the trainer runs and every faster
/// path is checked against. ids: batch × length, int64. Returns the normed last hidden states, batch × length × hidden.
at::Tensor forward_hidden(const formats::ModelConfig& config, const Weights& weights, const at::Tensor& ids,
    const Rotation& rotation);

/// Its pieces. x: batch × length × hidden; head tensors: batch × heads × length × head_dim.
at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& weight, double eps);
/// LayerNorm where the weights have a bias, else RMSNorm.
at::Tensor norm(const at::Tensor& x, const Affine& weights, double eps);
at::Tensor activate(const at::Tensor& x, formats::Activation activation);
at::Tensor rotate(const at::Tensor& heads, const Rotation& rotation, const rope::Geometry& geometry);
/// A query sees the `reach` keys that end with its own (0 = all before it), in blocks of queries, so that no mask of
/// length × length exists.
at::Tensor causal_attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, std::int64_t reach = 0);

} // namespace ropewalk::model
