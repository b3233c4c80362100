// SPDX-License-Identifier: Apache-2.0
#include "core/model/scoring/observed_attention.h"
#include "core/model/scoring/row_operations.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/_scaled_dot_product_efficient_attention.h>
#include <ATen/ops/_scaled_dot_product_flash_attention_for_cpu.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros_like.h>
#include <cmath>
#include <limits>
#include <tuple>

namespace ropewalk::model {
namespace {

constexpr std::int64_t query_block = 512; // queries whose scores within a reach exist at one time
constexpr double minus_infinity = -std::numeric_limits<double>::infinity();

/// One window's query heads that share a KV head: heads × length × head_dim, float32, turned.
struct Group
{
    at::Tensor q, k;
    double scale;
    std::int64_t sink_keys;
};
/// Of a group: heads × length.
struct Numbers
{
    at::Tensor entropy, distance, sink;
};

/// Causal attention with these values and its log-sum-exp, heads × length.
std::pair<at::Tensor, at::Tensor> flash(const Group& g, const at::Tensor& v)
{
    const at::Tensor q = g.q.unsqueeze(0), k = g.k.unsqueeze(0);
    if (q.is_cpu()) {
        const auto [out, lse]
            = at::_scaled_dot_product_flash_attention_for_cpu(q, k, v.unsqueeze(0), 0.0, true, {}, g.scale);
        return {out.squeeze(0), lse.squeeze(0)};
    }
    const auto done
        = at::_scaled_dot_product_efficient_attention(q, k, v.unsqueeze(0), {}, true, 0.0, true, g.scale);
    return {std::get<0>(done).squeeze(0), std::get<1>(done).squeeze(0).narrow(1, 0, g.q.size(1))};
}

Numbers of_all(const Group& g)
{
    const std::int64_t length = g.q.size(1);
    const auto [keys, lse] = flash(g, g.k);
    at::Tensor positions = at::zeros_like(g.k);
    const at::Tensor counted = at::arange(length, g.k.options());
    positions.select(2, 0).copy_(counted);
    Numbers out;
    out.entropy = lse - (g.q * keys).sum(-1) * g.scale;
    out.distance = counted - flash(g, positions).first.select(2, 0);
    const std::int64_t sinks = std::min(g.sink_keys, length);
    if (sinks == 0) {
        out.sink = at::zeros_like(lse);
        return out;
    }
    const at::Tensor scores = at::matmul(g.q, g.k.narrow(1, 0, sinks).transpose(1, 2)) * g.scale;
    const at::Tensor later = counted.narrow(0, 0, sinks).unsqueeze(0) > counted.unsqueeze(1);
    out.sink = (at::logsumexp(scores.masked_fill(later, minus_infinity), -1) - lse).exp();
    return out;
}

/// Queries first … first + count − 1 that see `reach` keys each.
Numbers of_block(const Group& g, std::int64_t first, std::int64_t count, std::int64_t reach)
{
    const std::int64_t oldest = std::max<std::int64_t>(0, first - reach + 1), keys = first + count - oldest;
    const at::Tensor positions = at::arange(oldest, oldest + keys, g.k.options());
    const at::Tensor away = at::arange(first, first + count, g.k.options()).unsqueeze(1) - positions.unsqueeze(0);
    const at::Tensor scores
        = at::matmul(g.q.narrow(1, first, count), g.k.narrow(1, oldest, keys).transpose(1, 2)) * g.scale;
    const at::Tensor hidden = (away < 0).logical_or_(away >= reach);
    const at::Tensor logs = at::log_softmax(scores.masked_fill(hidden, minus_infinity), -1);
    const at::Tensor p = logs.exp();
    return {-(p * logs.masked_fill(hidden, 0.0)).sum(-1), (p * away).sum(-1),
        p.masked_fill(positions >= g.sink_keys, 0.0).sum(-1)};
}

} // namespace

Result<ObservedWindows> library_observed(const formats::ModelConfig& config, at::Tensor qkv, std::int64_t batch,
    const Rotation& rotation, std::int64_t reach, std::int64_t sink_keys, const YieldPoint& yield)
{
    const std::int64_t length = qkv.size(0) / batch, head_dim = config.geometry.head_dim;
    const std::int64_t shared = config.heads / config.kv_heads;
    ObservedWindows out;
    out.attended = library_attention(config, qkv, batch, rotation, reach);
    for (at::Tensor* one : {&out.entropy, &out.distance, &out.sink})
        *one = at::empty({batch, config.heads, length}, at::kFloat);
    at::Tensor turned = qkv.narrow(1, 0, (config.heads + config.kv_heads) * head_dim).to(at::kFloat, false, true);
    if (rotation.cos.defined())
        rotate_rows(turned, config.heads + config.kv_heads, rotation, config.geometry);
    const auto heads = [&](std::int64_t window, std::int64_t first, std::int64_t count) {
        return turned.narrow(0, window * length, length)
            .narrow(1, first * head_dim, count * head_dim)
            .view({length, count, head_dim})
            .transpose(0, 1);
    };
    for (std::int64_t window = 0; window < batch; ++window)
        for (std::int64_t kv = 0; kv < config.kv_heads; ++kv) {
            const Group group{heads(window, kv * shared, shared).contiguous(),
                heads(window, config.heads + kv, 1).expand({shared, length, head_dim}).contiguous(),
                1.0 / std::sqrt(static_cast<double>(head_dim)), sink_keys};
            const auto keep = [&](const Numbers& numbers, std::int64_t first) {
                const auto put = [&](at::Tensor& to, const at::Tensor& from) {
                    to.select(0, window).narrow(0, kv * shared, shared).narrow(1, first, from.size(1)).copy_(from);
                };
                put(out.entropy, numbers.entropy.clamp_min(0.0));
                put(out.distance, numbers.distance);
                put(out.sink, numbers.sink);
            };
            if (!keep_going(yield))
                return cancelled();
            if (reach == 0 || reach >= length)
                keep(of_all(group), 0);
            else
                for (std::int64_t first = 0; first < length; first += query_block)
                    keep(of_block(group, first, std::min(query_block, length - first), reach), first);
        }
    return out;
}

} // namespace ropewalk::model
