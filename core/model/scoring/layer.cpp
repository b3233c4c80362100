// SPDX-License-Identifier: Apache-2.0
#include "core/model/scoring/layer.h"

#include "core/model/memory/chunks.h"
#include "core/model/scoring/row_operations.h"

#include <ATen/ops/empty.h>
#include <algorithm>

namespace ropewalk::model {
namespace {

at::Tensor project(const formats::ModelConfig& config, const ScoringLayer& layer, const at::Tensor& x)
{
    at::Tensor qkv = layer.qkv(fused_norm(x, layer.input_norm, config.norm_eps));
    if (config.form.head_norms) {
        const std::int64_t head_dim = config.geometry.head_dim;
        norm_heads(qkv, 0, config.heads, head_dim, layer.q_norm, config.norm_eps);
        norm_heads(qkv, config.heads, config.kv_heads, head_dim, layer.k_norm, config.norm_eps);
    }
    return qkv;
}

at::Tensor finish(const formats::ModelConfig& config, const ScoringLayer& layer, const at::Tensor& x,
    const at::Tensor& attended)
{
    const at::Tensor between = layer.o.add(attended, x);
    const at::Tensor in = fused_norm(config.form.parallel ? x : between, layer.post_norm, config.norm_eps);
    return layer.down.add(fused_activation(layer.gate_up(in), config.form), between);
}

/// Calls body(first row, rows) for chunk after chunk.
template <class Body>
void over_chunks(std::int64_t rows, Body body)
{
    for (std::int64_t first = 0; first < rows; first += chunks::rows)
        body(first, std::min(chunks::rows, rows - first));
}

} // namespace

at::Tensor projections(const formats::ModelConfig& config, const ScoringLayer& layer, const at::Tensor& x)
{
    if (x.size(0) <= chunks::rows)
        return project(config, layer, x);
    const at::Tensor out = at::empty({x.size(0), layer.qkv.outputs()}, x.options());
    over_chunks(x.size(0), [&](std::int64_t first, std::int64_t count) {
        out.narrow(0, first, count).copy_(project(config, layer, x.narrow(0, first, count)));
    });
    return out;
}

at::Tensor after_attention(const formats::ModelConfig& config, const ScoringLayer& layer, const at::Tensor& x,
    const at::Tensor& attended, bool in_place)
{
    if (x.size(0) <= chunks::rows)
        return finish(config, layer, x, attended);
    const at::Tensor out = in_place ? x : at::empty(x.sizes(), x.options());
    over_chunks(x.size(0), [&](std::int64_t first, std::int64_t count) {
        out.narrow(0, first, count)
            .copy_(finish(config, layer, x.narrow(0, first, count), attended.narrow(0, first, count)));
    });
    return out;
}

at::Tensor last_norm(const formats::ModelConfig& config, const Affine& weights, const at::Tensor& x, bool in_place)
{
    if (x.size(0) <= chunks::rows)
        return fused_norm(x, weights, config.norm_eps);
    const at::Tensor out = in_place ? x : at::empty(x.sizes(), x.options());
    over_chunks(x.size(0), [&](std::int64_t first, std::int64_t count) {
        out.narrow(0, first, count).copy_(fused_norm(x.narrow(0, first, count), weights, config.norm_eps));
    });
    return out;
}

} // namespace ropewalk::model
