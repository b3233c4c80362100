// SPDX-License-Identifier: Apache-2.0
#include "core/model/scoring/layer.h"

#include "core/model/scoring/row_operations.h"

namespace ropewalk::model {

at::Tensor projections(const formats::ModelConfig& config, const ScoringLayer& layer, const at::Tensor& x)
{
    at::Tensor qkv = layer.qkv(fused_norm(x, layer.input_norm, config.norm_eps));
    if (config.form.head_norms) {
        const std::int64_t head_dim = config.geometry.head_dim;
        norm_heads(qkv, 0, config.heads, head_dim, layer.q_norm, config.norm_eps);
        norm_heads(qkv, config.heads, config.kv_heads, head_dim, layer.k_norm, config.norm_eps);
    }
    return qkv;
}

at::Tensor after_attention(const formats::ModelConfig& config, const ScoringLayer& layer, const at::Tensor& x,
    const at::Tensor& attended)
{
    const at::Tensor between = layer.o.add(attended, x);
    const at::Tensor in = fused_norm(config.form.parallel ? x : between, layer.post_norm, config.norm_eps);
    return layer.down.add(fused_activation(layer.gate_up(in), config.form), between);
}

} // namespace ropewalk::model
