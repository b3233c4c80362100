// SPDX-License-Identifier: Apache-2.0
#include "core/model/decoder.h"

#include "core/rope/angles.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rsqrt.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/stack.h>
#include <algorithm>
#include <optional>

namespace ropewalk::model {
namespace {

constexpr std::int64_t reach_block = 512; // queries whose mask exists at one time

} // namespace

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
    const at::Tensor wide = x.scalar_type() == at::kDouble ? x : x.to(at::kFloat);
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

at::Tensor norm(const at::Tensor& x, const Affine& weights, double eps)
{
    if (!weights.bias.defined())
        return rms_norm(x, weights.weight, eps);
    return at::layer_norm(x, {x.size(-1)}, weights.weight, weights.bias, eps);
}

at::Tensor activate(const at::Tensor& x, formats::Activation activation)
{
    switch (activation) {
    case formats::Activation::gelu: return at::gelu(x);
    case formats::Activation::gelu_tanh: return at::gelu(x, "tanh");
    case formats::Activation::silu: break;
    }
    return at::silu(x);
}

at::Tensor causal_attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, std::int64_t reach)
{
    const std::int64_t length = q.size(2), shared = q.size(1) / k.size(1);
    const bool grouped = shared > 1, whole = reach == 0 || reach >= length;
    // On a GPU libtorch's fused attention shares KV heads in half precision without a mask alone; it would hold the scores
    // of all pairs of tokens otherwise.
    if (grouped && q.is_cuda() && (!whole || q.scalar_type() == at::kFloat))
        return causal_attention(q, k.repeat_interleave(shared, 1), v.repeat_interleave(shared, 1), reach);
    if (whole)
        return at::scaled_dot_product_attention(q, k, v, {}, 0.0, true, std::nullopt, grouped);
    std::vector<at::Tensor> blocks;
    for (std::int64_t first = 0; first < length; first += reach_block) {
        const std::int64_t count = std::min(reach_block, length - first);
        const std::int64_t oldest = std::max<std::int64_t>(0, first - reach + 1), keys = first + count - oldest;
        const at::Tensor seen = at::ones({count, keys}, q.options().dtype(at::kBool))
                                    .tril(first - oldest)
                                    .triu(first - oldest - reach + 1);
        blocks.push_back(at::scaled_dot_product_attention(q.narrow(2, first, count), k.narrow(2, oldest, keys),
            v.narrow(2, oldest, keys), seen, 0.0, false, std::nullopt, grouped));
    }
    return at::cat(blocks, 2);
}

namespace {

at::Tensor linear(const at::Tensor& x, const Affine& weights)
{
    return at::linear(x, weights.weight, weights.bias.defined() ? std::optional(weights.bias) : std::nullopt);
}

at::Tensor split_heads(const at::Tensor& x, int heads)
{
    return x.unflatten(-1, {heads, x.size(-1) / heads}).transpose(1, 2);
}

/// The projections of x, normed and turned as the form says, and what attention makes of them.
at::Tensor attended(const formats::ModelConfig& config, const LayerWeights& w, const at::Tensor& x,
    const Rotation& rotation, std::int64_t reach)
{
    const auto turned = [&](const Affine& projection, int heads, const at::Tensor& head_norm) {
        const at::Tensor split = split_heads(linear(x, projection), heads);
        return rotate(head_norm.defined() ? rms_norm(split, head_norm, config.norm_eps) : split, rotation,
            config.geometry);
    };
    const at::Tensor q = turned(w.q, config.heads, w.q_norm), k = turned(w.k, config.kv_heads, w.k_norm);
    const at::Tensor v = split_heads(linear(x, w.v), config.kv_heads);
    return linear(causal_attention(q, k, v, reach).transpose(1, 2).flatten(2), w.o);
}

at::Tensor mlp(const formats::DecoderForm& form, const LayerWeights& w, const at::Tensor& x)
{
    const at::Tensor up = linear(x, w.up);
    return linear(form.gated ? activate(linear(x, w.gate), form.activation) * up : activate(up, form.activation),
        w.down);
}

} // namespace

at::Tensor forward_hidden(const formats::ModelConfig& config, const Weights& weights, const at::Tensor& ids,
    const Rotation& rotation)
{
    at::Tensor x = at::embedding(weights.embedding, ids);
    for (std::size_t i = 0; i < weights.layers.size(); ++i) {
        const LayerWeights& w = weights.layers[i];
        const at::Tensor in = norm(x, w.input_norm, config.norm_eps);
        const at::Tensor between = x + attended(config, w, in, rotation, config.form.window(i));
        const at::Tensor mid = norm(config.form.parallel ? x : between, w.post_norm, config.norm_eps);
        x = between + mlp(config.form, w, mid);
    }
    return norm(x, weights.norm, config.norm_eps);
}

} // namespace ropewalk::model
