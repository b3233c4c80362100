// SPDX-License-Identifier: Apache-2.0
#include "core/evaluate/attention_rows.h"

#include "core/evaluate/window_check.h"
#include "core/model/memory/failure.h"
#include "core/model/scoring/attention.h"
#include "core/model/scoring/forward.h"
#include "core/model/scoring/row_operations.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/mv.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ropewalk::evaluate {
namespace {

/// qkv: a window's rows of queries, keys and values, not turned.
AttentionRow row_of(const model::Model& model, const at::Tensor& qkv, const model::Rotation& rotation,
    std::int64_t reach, const RowRequest& request)
{
    const formats::ModelConfig& config = model.config;
    const std::int64_t head_dim = config.geometry.head_dim, kv_head = request.head / (config.heads / config.kv_heads);
    AttentionRow row{request, reach > 0 ? std::max<std::int64_t>(0, request.query - reach + 1) : 0, {}, 0};
    const auto turned = [&](std::int64_t first, std::int64_t count, std::int64_t slot) {
        at::Tensor x = qkv.narrow(0, first, count).narrow(1, slot * head_dim, head_dim).clone();
        model::rotate_rows(
            x, 1, {rotation.cos.narrow(0, first, count), rotation.sin.narrow(0, first, count)}, config.geometry);
        return x.to(at::kDouble);
    };
    const at::Tensor q = turned(request.query, 1, request.head).squeeze(0);
    const at::Tensor k = turned(row.first, request.query + 1 - row.first, config.heads + kv_head);
    const at::Tensor logs
        = at::log_softmax(at::mv(k, q) / std::sqrt(static_cast<double>(head_dim)), 0).to(at::kCPU).contiguous();
    for (std::int64_t i = 0; i < logs.numel(); ++i) {
        const double log_p = logs.const_data_ptr<double>()[i], p = std::exp(log_p);
        row.p.push_back(p);
        row.entropy -= p > 0 ? p * log_p : 0;
    }
    return row;
}

Status check(const model::Model& model, const rope::FactorSet& set, const text::Window& window,
    const std::vector<RowRequest>& requests)
{
    if (Status fits = rope::validate(set, model.config.geometry); !fits)
        return fits;
    if (Status fits = check_window(model, window); !fits)
        return fits;
    const auto within = [](std::int64_t number, std::int64_t count, const Words& what) -> Status {
        if (number >= 0 && number < count)
            return {};
        return failure(words("expected {1} 0 to {2}, found {3}", what, count - 1, number));
    };
    for (const RowRequest& one : requests)
        for (const Status& fits : {within(one.layer, model.config.layers, words("layer")),
                 within(one.head, model.config.heads, words("head")),
                 within(one.query, static_cast<std::int64_t>(window.ids.size()), words("query"))})
            if (!fits)
                return fits;
    return {};
}

Result<std::vector<AttentionRow>> run(const model::Model& model, const rope::FactorSet& set,
    const text::Window& window, const std::vector<RowRequest>& requests, const YieldPoint& yield)
{
    const model::Rotation rotation = model::make_rotation(
        model.config.geometry, set, 0, static_cast<std::int64_t>(window.ids.size()), model.device);
    std::vector<AttentionRow> rows(requests.size());
    std::size_t missing = rows.size();
    const auto attend = [&](std::size_t layer, const at::Tensor& qkv, std::int64_t reach) -> Result<at::Tensor> {
        for (std::size_t i = 0; i < requests.size(); ++i)
            if (requests[i].layer == static_cast<int>(layer)) {
                rows[i] = row_of(model, qkv, rotation, reach, requests[i]);
                --missing;
            }
        if (missing == 0)
            return cancelled(); // what comes after is not needed
        return model::window_attention(model.config, qkv, 1, rotation, reach, yield);
    };
    const std::span<const text::Token> ids[] = {window.ids};
    const auto hidden = model::scoring_hidden(model, model::prepare_input(model, ids), rotation, yield, attend);
    if (missing > 0)
        return tl::unexpected(hidden.error());
    return rows;
}

} // namespace

Result<std::vector<AttentionRow>> attention_rows(const model::Model& model, const rope::FactorSet& set,
    const text::Window& window, const std::vector<RowRequest>& requests, const YieldPoint& yield)
{
    if (const Status fits = check(model, set, window, requests); !fits)
        return tl::unexpected(fits.error());
    if (requests.empty())
        return std::vector<AttentionRow>();
    return model::guarded([&] { return run(model, set, window, requests, yield); });
}

std::vector<AttendedKeys> condensed(const AttentionRow& row, std::size_t most)
{
    const std::size_t count = row.p.size();
    std::vector<char> alone(count, 1);
    if (count > most) {
        const std::size_t near = std::max<std::size_t>(1, most / 4), far = count - near;
        std::fill(alone.begin(), alone.begin() + static_cast<std::ptrdiff_t>(far), 0);
        std::vector<std::size_t> order(far);
        std::iota(order.begin(), order.end(), std::size_t(0));
        const auto top = order.begin() + static_cast<std::ptrdiff_t>(std::min(far, most / 4));
        std::nth_element(order.begin(), top, order.end(), [&](std::size_t a, std::size_t b) {
            return row.p[a] != row.p[b] ? row.p[a] > row.p[b] : a < b;
        });
        for (auto one = order.begin(); one != top; ++one)
            alone[*one] = 1;
    }
    std::vector<AttendedKeys> out;
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t key = row.first + static_cast<std::int64_t>(i);
        if (alone[i] || i == 0 || alone[i - 1])
            out.push_back({key, key, 0});
        out.back().to = key + 1;
        out.back().p += row.p[i];
    }
    return out;
}

} // namespace ropewalk::evaluate
