// SPDX-License-Identifier: Apache-2.0
#include "core/model/scoring/grouped.h"

#include "core/model/memory/chunks.h"
#include "core/model/scoring/attention.h"
#include "core/model/scoring/layer.h"

#include <ATen/ops/empty.h>

#include <algorithm>

namespace ropewalk::model {
namespace {

/// The layer as if it had the KV heads [first, first + count) alone, for the projections.
ScoringLayer heads_of(const formats::ModelConfig& config, const ScoringLayer& layer, std::int64_t first, std::int64_t count)
{
    const std::int64_t dim = config.geometry.head_dim, shared = config.heads / config.kv_heads;
    const std::int64_t keys = config.heads * dim, values = keys + config.kv_heads * dim;
    ScoringLayer out;
    out.input_norm = layer.input_norm;
    out.q_norm = layer.q_norm;
    out.k_norm = layer.k_norm;
    out.reach = layer.reach;
    out.qkv = Linear::stacked({layer.qkv.part(first * shared * dim, count * shared * dim),
        layer.qkv.part(keys + first * dim, count * dim), layer.qkv.part(values + first * dim, count * dim)});
    return out;
}

} // namespace

Result<at::Tensor> grouped_attention(const formats::ModelConfig& config, const ScoringLayer& layer, const at::Tensor& x,
    std::int64_t batch, const Rotation& rotation, std::int64_t together, const YieldPoint& yield)
{
    const std::int64_t shared = config.heads / config.kv_heads, width = shared * config.geometry.head_dim;
    const at::Tensor out = at::empty({x.size(0), config.kv_heads * width}, x.options());
    formats::ModelConfig group = config;
    for (std::int64_t first = 0; first < config.kv_heads; first += together) {
        const std::int64_t count = std::min<std::int64_t>(together, config.kv_heads - first);
        group.kv_heads = static_cast<int>(count);
        group.heads = static_cast<int>(count * shared);
        const at::Tensor qkv = projections(group, heads_of(config, layer, first, count), x);
        const Result<at::Tensor> attended = window_attention(group, qkv, batch, rotation, layer.reach, yield);
        if (!attended)
            return attended;
        out.narrow(1, first * width, count * width).copy_(*attended);
    }
    return out;
}

Result<at::Tensor> projected_attention(const formats::ModelConfig& config, const ScoringLayer& layer, const at::Tensor& x,
    std::int64_t batch, const Rotation& rotation, const YieldPoint& yield)
{
    const std::int64_t head_bytes = static_cast<std::int64_t>(x.element_size()) * x.size(0)
        * (config.heads / config.kv_heads + 2) * config.geometry.head_dim;
    const std::int64_t together = chunks::heads_together(config.kv_heads, head_bytes);
    if (together < config.kv_heads)
        return grouped_attention(config, layer, x, batch, rotation, together, yield);
    return window_attention(config, projections(config, layer, x), batch, rotation, layer.reach, yield);
}

} // namespace ropewalk::model
