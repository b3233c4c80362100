// SPDX-License-Identifier: Apache-2.0
#include "core/model/generation.h"

#include "core/model/scoring/attention.h"
#include "core/model/scoring/layer.h"
#include "core/model/scoring/layers/layer_source.h"
#include "core/model/scoring/row_operations.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <algorithm>
#include <c10/core/InferenceMode.h>

namespace ropewalk::model {

CachedDecoder::CachedDecoder(std::shared_ptr<const Model> model, const rope::FactorSet& set, std::int64_t capacity)
    : m_model(std::move(model))
    , m_rotation(make_rotation(m_model->config.geometry, set, 0, capacity, m_model->device))
    , m_capacity(capacity)
{
    const c10::InferenceMode inference;
    const at::TensorOptions options = at::TensorOptions().device(m_model->device).dtype(m_model->dtype);
    const std::vector<std::int64_t> shape{m_model->config.kv_heads, capacity, m_model->config.geometry.head_dim};
    for (std::size_t i = 0; i < m_model->layers->layers(); ++i)
        m_cache.push_back({at::empty(shape, options), at::empty(shape, options)});
}

void CachedDecoder::use(const rope::FactorSet& set)
{
    m_rotation = make_rotation(m_model->config.geometry, set, 0, m_capacity, m_model->device);
}

Result<at::Tensor> CachedDecoder::prefill(std::span<const text::Token> ids, const YieldPoint& yield)
{
    if (m_length != 0)
        return failure(words("the cache already holds a prompt"));
    return run(ids, yield);
}

Result<at::Tensor> CachedDecoder::step(text::Token id, const YieldPoint& yield)
{
    return run({&id, 1}, yield);
}

Result<at::Tensor> CachedDecoder::run(std::span<const text::Token> ids, const YieldPoint& yield)
{
    const auto count = static_cast<std::int64_t>(ids.size());
    if (count < 1 || m_length + count > m_capacity)
        return failure(words("expected 1 to {1} tokens, found {2}", m_capacity - m_length, count));
    const c10::InferenceMode inference;
    const formats::ModelConfig& config = m_model->config;
    const at::Tensor on_cpu = at::empty({count}, at::kLong);
    std::copy(ids.begin(), ids.end(), on_cpu.mutable_data_ptr<std::int64_t>());
    at::Tensor x = m_model->layers->embed(on_cpu.to(m_model->device));
    const std::unique_ptr<LayerWalk> walk = m_model->layers->walk();
    for (std::size_t i = 0; i < m_model->layers->layers(); ++i) {
        if (!keep_going(yield))
            return cancelled();
        const ScoringLayer& layer = walk->layer(i);
        at::Tensor qkv = projections(config, layer, x);
        const Result<at::Tensor> attended = attend(m_cache[i], qkv, layer.reach, yield);
        if (!attended)
            return attended;
        qkv.reset();
        x = after_attention(config, layer, x, *attended, true);
    }
    m_length += count;
    x = fused_norm(x.narrow(0, count - 1, 1).contiguous(), m_model->layers->norm(), config.norm_eps);
    return walk->head()(x);
}

/// Turns queries and keys in place, files keys and values in the cache and attends: a prompt to itself, a single
/// token to what the layer sees of all that came before it.
Result<at::Tensor> CachedDecoder::attend(LayerCache& cache, at::Tensor& qkv, std::int64_t reach, const YieldPoint& yield)
{
    const formats::ModelConfig& config = m_model->config;
    const std::int64_t head_dim = config.geometry.head_dim, count = qkv.size(0);
    const Rotation here{m_rotation.cos.narrow(0, m_length, count), m_rotation.sin.narrow(0, m_length, count)};
    rotate_rows(qkv, config.heads + config.kv_heads, here, config.geometry);
    const auto heads = [&](std::int64_t first, std::int64_t number) {
        return qkv.narrow(1, first * head_dim, number * head_dim).view({count, number, head_dim}).transpose(0, 1);
    };
    cache.keys.narrow(1, m_length, count).copy_(heads(config.heads, config.kv_heads));
    cache.values.narrow(1, m_length, count).copy_(heads(config.heads + config.kv_heads, config.kv_heads));
    if (m_length == 0)
        return window_attention(config, qkv, 1, {}, reach, yield);
    const std::int64_t all = m_length + count;
    const std::int64_t visible = reach > 0 ? std::min(reach, all) : all; // count is 1 here
    const auto seen = [&](const at::Tensor& cache) { return cache.narrow(1, all - visible, visible).unsqueeze(0); };
    return at::scaled_dot_product_attention(heads(0, config.heads).unsqueeze(0), seen(cache.keys), seen(cache.values), {},
        0.0, false, std::nullopt, config.heads != config.kv_heads)
        .squeeze(0)
        .transpose(0, 1)
        .reshape({count, config.heads * head_dim});
}

} // namespace ropewalk::model
