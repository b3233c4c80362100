// SPDX-License-Identifier: Apache-2.0
#include "core/model/decoder.h"

#include "core/rope/angles.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/rsqrt.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/stack.h>

namespace ropewalk::model {

std::vector<std::pair<std::string, at::Tensor*>> Weights::named(const formats::ModelConfig& config)
{
    std::vector<std::pair<std::string, at::Tensor*>> out;
    out.emplace_back("model.embed_tokens.weight", &embedding);
    layers.resize(static_cast<std::size_t>(config.layers));
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const std::string layer = "model.layers." + std::to_string(i) + ".";
        LayerWeights& w = layers[i];
        out.emplace_back(layer + "input_layernorm.weight", &w.input_norm);
        out.emplace_back(layer + "self_attn.q_proj.weight", &w.q);
        out.emplace_back(layer + "self_attn.k_proj.weight", &w.k);
        out.emplace_back(layer + "self_attn.v_proj.weight", &w.v);
        out.emplace_back(layer + "self_attn.o_proj.weight", &w.o);
        out.emplace_back(layer + "post_attention_layernorm.weight", &w.post_norm);
        out.emplace_back(layer + "mlp.gate_proj.weight", &w.gate);
        out.emplace_back(layer + "mlp.up_proj.weight", &w.up);
        out.emplace_back(layer + "mlp.down_proj.weight", &w.down);
    }
    out.emplace_back("model.norm.weight", &norm);
    if (!config.tied_embeddings)
        out.emplace_back("lm_head.weight", &head);
    return out;
}

Rotation make_rotation(const rope::Geometry& geometry, const rope::FactorSet& set, std::int64_t first,
    std::int64_t count, const at::Device& device)
{
    const std::int64_t pairs = geometry.pairs();
    Rotation out{at::empty({count, pairs}, at::kFloat), at::empty({count, pairs}, at::kFloat)};
    const auto size = static_cast<std::size_t>(count * pairs);
    rope::fill_cos_sin(geometry, set, first, count, {out.cos.mutable_data_ptr<float>(), size},
        {out.sin.mutable_data_ptr<float>(), size});
    if (!device.is_cpu())
        out = {out.cos.to(device), out.sin.to(device)};
    return out;
}

at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& weight, double eps)
{
    const at::Tensor wide = x.to(at::kFloat);
    const at::Tensor scale = at::rsqrt(wide.square().mean(-1, true) + eps);
    return weight * (wide * scale).to(x.scalar_type());
}

at::Tensor rotate(const at::Tensor& heads, const Rotation& rotation, const rope::Geometry& geometry)
{
    const std::int64_t d = geometry.rotary_dim;
    const std::int64_t half = d / 2;
    const bool partial = d < heads.size(-1);
    const at::Tensor turning = partial ? heads.narrow(-1, 0, d) : heads;
    at::Tensor turned;
    if (geometry.layout == rope::PairLayout::half_split) {
        const at::Tensor a = turning.narrow(-1, 0, half), b = turning.narrow(-1, half, half);
        turned = at::cat({a * rotation.cos - b * rotation.sin, b * rotation.cos + a * rotation.sin}, -1);
    } else {
        const at::Tensor pairs = turning.unflatten(-1, {half, 2});
        const at::Tensor a = pairs.select(-1, 0), b = pairs.select(-1, 1);
        turned = at::stack({a * rotation.cos - b * rotation.sin, b * rotation.cos + a * rotation.sin}, -1)
                     .flatten(-2);
    }
    turned = turned.to(heads.scalar_type());
    return partial ? at::cat({turned, heads.narrow(-1, d, heads.size(-1) - d)}, -1) : turned;
}

at::Tensor causal_attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v)
{
    const bool grouped = q.size(1) != k.size(1);
    return at::scaled_dot_product_attention(q, k, v, {}, 0.0, true, std::nullopt, grouped);
}

namespace {

at::Tensor split_heads(const at::Tensor& x, int heads)
{
    return x.unflatten(-1, {heads, x.size(-1) / heads}).transpose(1, 2);
}

} // namespace

at::Tensor forward_hidden(const formats::ModelConfig& config, const Weights& weights, const at::Tensor& ids,
    const Rotation& rotation)
{
    at::Tensor x = at::embedding(weights.embedding, ids);
    for (const LayerWeights& w : weights.layers) {
        const at::Tensor in = rms_norm(x, w.input_norm, config.rms_norm_eps);
        const at::Tensor q = rotate(split_heads(at::linear(in, w.q), config.heads), rotation, config.geometry);
        const at::Tensor k = rotate(split_heads(at::linear(in, w.k), config.kv_heads), rotation, config.geometry);
        const at::Tensor v = split_heads(at::linear(in, w.v), config.kv_heads);
        x = x + at::linear(causal_attention(q, k, v).transpose(1, 2).flatten(2), w.o);
        const at::Tensor mid = rms_norm(x, w.post_norm, config.rms_norm_eps);
        x = x + at::linear(at::silu(at::linear(mid, w.gate)) * at::linear(mid, w.up), w.down);
    }
    return rms_norm(x, weights.norm, config.rms_norm_eps);
}

} // namespace ropewalk::model
