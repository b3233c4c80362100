// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace ropewalk::formats {

enum class Activation {
    silu,
    gelu, ///< x·Φ(x)
    gelu_tanh ///< its approximation by a hyperbolic tangent
};

/// How a checkpoint names its tensors and which of them it stores as one.
enum class Naming {
    llama, ///< everything apart
    phi3, ///< Llama's, with q, k, v in qkv_proj and gate, up in gate_up_proj
    gpt_neox ///< its own, with q, k, v of a head behind each other in query_key_value
};

/// What a decoder is built of: all that tells one architecture's arithmetic from another's. Every layer is
/// norm, projections to q, k, v, rotation, causal attention, projection, norm, MLP, with two residual sums.
struct DecoderForm
{
    Naming naming = Naming::llama;
    bool layer_norm = false; ///< norms take the mean off and add a bias, instead of RMSNorm
    bool head_norms = false; ///< an RMSNorm over every head of q and of k, before the rotation
    bool parallel = false; ///< attention and MLP read the same states and are added together
    bool gated = true; ///< the MLP is down(act(gate)·up), else down(act(up))
    Activation activation = Activation::silu;
    bool qkv_bias = false; ///< biases on q, k and v
    bool o_bias = false; ///< on the attention's output projection
    bool mlp_bias = false; ///< on every matrix of the MLP
    /// A layer's attention window: a query sees so many keys, its own counted. 0 = all; empty = 0 everywhere.
    std::vector<std::int64_t> windows = {};

    std::int64_t window(std::size_t layer) const { return layer < windows.size() ? windows[layer] : 0; }
    bool operator==(const DecoderForm&) const = default;
};

} // namespace ropewalk::formats
