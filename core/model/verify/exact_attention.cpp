// SPDX-License-Identifier: Apache-2.0
#include "core/model/verify/exact_attention.h"

#include "core/model/kernels/shared_arithmetic.h"
#include "core/model/verify/check.h"
#include "core/rope/angles.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/softmax.h>
#include <cmath>
#include <limits>

namespace ropewalk::model::verify {

at::Tensor exactly_turned(const formats::ModelConfig& config, const at::Tensor& qkv, const rope::FactorSet& set)
{
    const rope::Geometry& geometry = config.geometry;
    const bool interleaved = geometry.layout == rope::PairLayout::interleaved;
    at::Tensor out = qkv.to(at::kCPU, at::kDouble).contiguous().clone();
    double* row = out.mutable_data_ptr<double>();
    for (std::int64_t n = 0; n < out.size(0); ++n, row += out.size(1))
        for (int pair = 0; pair < geometry.pairs(); ++pair) {
            const double angle = rope::angle(geometry, set, pair, n);
            const double m = n < set.n_hat ? 1.0 : set.attention_factor;
            const double cosine = m * std::cos(angle), sine = m * std::sin(angle);
            for (std::int64_t head = 0; head < config.heads + config.kv_heads; ++head) {
                double& a = row[head * geometry.head_dim + kernels::first_of_pair(pair, interleaved)];
                double& b = row[head * geometry.head_dim + kernels::second_of_pair(pair, geometry.pairs(), interleaved)];
                const double first = a * cosine - b * sine;
                b = b * cosine + a * sine;
                a = first;
            }
        }
    return out;
}

namespace {

/// True where a query does not see a key.
at::Tensor unseen(std::int64_t length, std::int64_t reach)
{
    const at::Tensor later = at::ones({length, length}, at::kBool).triu(1);
    return reach > 0 ? later.logical_or(at::ones({length, length}, at::kBool).tril(-reach)) : later;
}

double shrink(const formats::ModelConfig& config)
{
    return 1.0 / std::sqrt(static_cast<double>(config.geometry.head_dim));
}

} // namespace

at::Tensor visible_scores(const formats::ModelConfig& config, const at::Tensor& turned, std::int64_t query_slot,
    std::int64_t key_slot, std::int64_t reach)
{
    const auto head = [&](std::int64_t slot) {
        return turned.narrow(1, slot * config.geometry.head_dim, config.geometry.head_dim);
    };
    return (at::matmul(head(query_slot), head(key_slot).t()) * shrink(config))
        .masked_fill(unseen(turned.size(0), reach), -std::numeric_limits<double>::infinity());
}

ExactAttention exact_attention(const formats::ModelConfig& config, const at::Tensor& turned, std::int64_t reach)
{
    const std::int64_t length = turned.size(0), d = config.geometry.head_dim;
    const auto head = [&](std::int64_t slot) { return turned.narrow(1, slot * d, d); };
    const at::Tensor hidden = unseen(length, reach);
    ExactAttention out{at::empty({length, config.heads * d}, at::kDouble), at::empty({length, config.heads * d}, at::kDouble)};
    for (int i = 0; i < config.heads; ++i) {
        const int kv = i / (config.heads / config.kv_heads);
        const at::Tensor q = head(i), k = head(config.heads + kv), v = head(config.heads + config.kv_heads + kv);
        const at::Tensor scores = visible_scores(config, turned, i, config.heads + kv, reach);
        out.out.narrow(1, i * d, d).copy_(at::matmul(at::softmax(scores, -1), v));
        const at::Tensor moved
            = at::matmul(q.square(), k.square().t()).masked_fill(hidden, 0.0).amax(-1, true).sqrt() * shrink(config);
        out.scale.narrow(1, i * d, d).copy_((moved * 2.0 + 1.0) * v.abs().max());
    }
    return out;
}

double attention_bound(at::ScalarType dtype, std::int64_t length)
{
    return 8.0 * unit_roundoff(dtype) + 8.0 * float_roundoff * std::sqrt(static_cast<double>(length));
}

} // namespace ropewalk::model::verify
