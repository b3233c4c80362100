// SPDX-License-Identifier: Apache-2.0
#include "core/model/scoring/forward.h"

#include "core/model/scoring/attention.h"
#include "core/model/scoring/layer.h"
#include "core/model/scoring/row_operations.h"

#include <ATen/ops/embedding.h>
#include <ATen/ops/empty.h>
#include <c10/core/InferenceMode.h>

namespace ropewalk::model {
namespace {

constexpr std::int64_t loss_chunk = 512; // tokens whose logits exist at one time

} // namespace

ScoringInput prepare_input(const Model& model, std::span<const std::span<const text::Token>> windows)
{
    const c10::InferenceMode inference;
    ScoringInput input;
    input.batch = static_cast<std::int64_t>(windows.size());
    input.length = windows.empty() ? 0 : static_cast<std::int64_t>(windows.front().size());
    at::Tensor ids = at::empty({input.batch * input.length}, at::kLong);
    auto* id = ids.mutable_data_ptr<std::int64_t>();
    for (const auto& window : windows)
        id = std::copy(window.begin(), window.end(), id);
    input.ids = ids.to(model.device);
    const ScoringLayer& first = model.scoring->layers.front();
    input.hidden = at::embedding(model.scoring->embedding, input.ids);
    input.qkv = projections(model.config, first, input.hidden);
    return input;
}

Result<at::Tensor> scoring_hidden(const Model& model, const ScoringInput& input, const Rotation& rotation,
    const YieldPoint& yield, const Attend& attend)
{
    const c10::InferenceMode inference;
    const formats::ModelConfig& config = model.config;
    at::Tensor x = input.hidden;
    for (std::size_t i = 0; i < model.scoring->layers.size(); ++i) {
        if (!keep_going(yield))
            return cancelled();
        const ScoringLayer& layer = model.scoring->layers[i];
        const at::Tensor qkv = i == 0 ? input.qkv : projections(config, layer, x);
        const Result<at::Tensor> attended = attend
            ? attend(i, qkv, layer.reach)
            : window_attention(config, qkv, input.batch, rotation, layer.reach, yield);
        if (!attended)
            return attended;
        x = after_attention(config, layer, x, *attended);
    }
    if (!keep_going(yield))
        return cancelled();
    return fused_norm(x, model.scoring->norm, config.norm_eps);
}

Result<std::vector<double>> target_losses(const Model& model, const ScoringInput& input, const at::Tensor& hidden,
    const YieldPoint& yield)
{
    const c10::InferenceMode inference;
    std::vector<double> out;
    const std::int64_t targets = input.length - 1;
    for (std::int64_t window = 0; window < input.batch; ++window) {
        double sum = 0;
        for (std::int64_t begin = 0; begin < targets; begin += loss_chunk) {
            if (!keep_going(yield))
                return cancelled();
            const std::int64_t count = std::min(loss_chunk, targets - begin);
            const std::int64_t row = window * input.length + begin;
            const at::Tensor logits = model.scoring->head(hidden.narrow(0, row, count));
            const at::Tensor losses = row_losses(logits, input.ids.narrow(0, row + 1, count));
            sum += losses.sum(at::kDouble).item<double>();
        }
        out.push_back(sum);
    }
    return out;
}

Result<std::vector<double>> token_losses(const Model& model, const ScoringInput& input, const at::Tensor& hidden,
    std::int64_t window, std::int64_t first, std::int64_t count, const YieldPoint& yield)
{
    const c10::InferenceMode inference;
    std::vector<double> out;
    for (std::int64_t begin = 0; begin < count; begin += loss_chunk) {
        if (!keep_going(yield))
            return cancelled();
        const std::int64_t rows = std::min(loss_chunk, count - begin);
        const std::int64_t row = window * input.length + first - 1 + begin;
        const at::Tensor logits = model.scoring->head(hidden.narrow(0, row, rows));
        const at::Tensor losses
            = row_losses(logits, input.ids.narrow(0, row + 1, rows)).to(at::kCPU, at::kDouble).contiguous();
        const double* loss = losses.const_data_ptr<double>();
        out.insert(out.end(), loss, loss + rows);
    }
    return out;
}

} // namespace ropewalk::model
