// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/model_config.h"
#include "core/rope/factor_set.h"

#include <ATen/core/Tensor.h>
#include <string>
#include <utility>
#include <vector>

namespace ropewalk::model {

/// The weights of one decoder layer; every matrix is out × in as in the checkpoint.
struct LayerWeights
{
    at::Tensor input_norm, q, k, v, o;
    at::Tensor post_norm, gate, up, down;
};

/// All weights of a Llama-family decoder on one device in one dtype. With tied embeddings head is embedding.
struct Weights
{
    at::Tensor embedding; ///< vocabulary × hidden
    std::vector<LayerWeights> layers;
    at::Tensor norm;
    at::Tensor head; ///< vocabulary × hidden

    /// Checkpoint names ("model.layers.0.self_attn.q_proj.weight") with the tensor each stands for, in file order.
    /// A tied head is left out.
    std::vector<std::pair<std::string, at::Tensor*>> named(const formats::ModelConfig& config);
};

/// cos and sin, positions × rotary_dim/2, float32, attention factor included.
struct Rotation
{
    at::Tensor cos, sin;
};
Rotation make_rotation(const rope::Geometry& geometry, const rope::FactorSet& set, std::int64_t first,
    std::int64_t count, const at::Device& device);

/// The decoder written plainly with differentiable operations: what the trainer runs and every faster path is
/// checked against. ids: batch × length, int64. Returns the normed last hidden states, batch × length × hidden.
at::Tensor forward_hidden(const formats::ModelConfig& config, const Weights& weights, const at::Tensor& ids,
    const Rotation& rotation);

/// Its pieces. x: batch × length × hidden; head tensors: batch × heads × length × head_dim.
at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& weight, double eps);
at::Tensor rotate(const at::Tensor& heads, const Rotation& rotation, const rope::Geometry& geometry);
at::Tensor causal_attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v);

} // namespace ropewalk::model
