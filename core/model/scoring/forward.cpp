// SPDX-License-Identifier: Apache-2.0
#include "core/model/scoring/forward.h"

#include "core/model/memory/chunks.h"
#include "core/model/scoring/attention.h"
#include "core/model/scoring/grouped.h"
#include "core/model/scoring/layer.h"
#include "core/model/scoring/row_operations.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>

namespace ropewalk::model {
namespace {

/// One task's states after layer `index` from those before it, which are let go of.
Result<at::Tensor> through(const Model& model, const ScoringLayer& layer, std::size_t index, const ScoringTask& task,
    at::Tensor x, const YieldPoint& yield)
{
    const formats::ModelConfig& config = model.config;
    const ScoringInput& input = *task.input;
    const bool kept = index == 0 && input.qkv.defined();
    const Result<at::Tensor> attended = task.attend
        ? task.attend(index, kept ? input.qkv : projections(config, layer, x), layer.reach)
        : kept
        ? window_attention(config, input.qkv, input.batch, task.rotation, layer.reach, yield)
        : projected_attention(config, layer, x, input.batch, task.rotation, yield);
    if (!attended)
        return attended;
    return after_attention(config, layer, x, *attended, index > 0 || !input.hidden.defined());
}

void append(std::vector<double>& out, const at::Tensor& losses)
{
    const at::Tensor wide = losses.to(at::kCPU, at::kDouble).contiguous();
    const double* loss = wide.const_data_ptr<double>();
    out.insert(out.end(), loss, loss + wide.numel());
}

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
    const formats::ModelConfig& config = model.config;
    const std::int64_t numbers
        = config.hidden_size + (config.heads + 2 * std::int64_t{config.kv_heads}) * config.geometry.head_dim;
    const auto element = static_cast<std::int64_t>(c10::elementSize(model.dtype));
    if (model.layers->streamed() || numbers * element * input.batch * input.length > chunks::most_kept)
        return input;
    input.hidden = model.layers->embed(input.ids);
    input.qkv = projections(config, model.layers->walk()->layer(0), input.hidden);
    return input;
}

Result<std::vector<at::Tensor>> scoring_hidden(const Model& model, std::span<const ScoringTask> tasks,
    const YieldPoint& yield)
{
    const c10::InferenceMode inference;
    std::vector<at::Tensor> states;
    for (const ScoringTask& task : tasks)
        states.push_back(task.input->hidden.defined() ? task.input->hidden : model.layers->embed(task.input->ids));
    const std::unique_ptr<LayerWalk> walk = model.layers->walk();
    for (std::size_t index = 0; index < model.layers->layers(); ++index) {
        const ScoringLayer* layer = nullptr;
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            if (!keep_going(yield))
                return cancelled();
            if (!layer)
                layer = &walk->layer(index);
            Result<at::Tensor> after = through(model, *layer, index, tasks[i], std::move(states[i]), yield);
            if (!after)
                return tl::unexpected(after.error());
            states[i] = std::move(*after);
        }
    }
    if (!keep_going(yield))
        return cancelled();
    for (at::Tensor& state : states)
        state = last_norm(model.config, model.layers->norm(), state, true);
    return states;
}

Result<at::Tensor> scoring_hidden(const Model& model, const ScoringInput& input, const Rotation& rotation,
    const YieldPoint& yield, const Attend& attend)
{
    const ScoringTask task{&input, rotation, attend};
    return scoring_hidden(model, std::span(&task, 1), yield).map([](std::vector<at::Tensor>&& states) {
        return std::move(states.front());
    });
}

Result<std::vector<double>> target_losses(const Linear& head, const ScoringInput& input, const at::Tensor& hidden,
    const YieldPoint& yield)
{
    const c10::InferenceMode inference;
    std::vector<double> out;
    const std::int64_t targets = input.length - 1;
    for (std::int64_t window = 0; window < input.batch; ++window) {
        double sum = 0;
        for (std::int64_t begin = 0; begin < targets; begin += chunks::loss_rows) {
            if (!keep_going(yield))
                return cancelled();
            const std::int64_t count = std::min(chunks::loss_rows, targets - begin);
            const std::int64_t row = window * input.length + begin;
            const at::Tensor logits = head(hidden.narrow(0, row, count));
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
    const std::unique_ptr<LayerWalk> walk = model.layers->walk();
    const Linear& head = walk->head();
    for (std::int64_t begin = 0; begin < count; begin += chunks::loss_rows) {
        if (!keep_going(yield))
            return cancelled();
        const std::int64_t rows = std::min(chunks::loss_rows, count - begin);
        const std::int64_t row = window * input.length + first - 1 + begin;
        const at::Tensor logits = head(hidden.narrow(0, row, rows));
        append(out, row_losses(logits, input.ids.narrow(0, row + 1, rows)));
    }
    return out;
}

Result<std::vector<double>> exact_token_losses(const Model& model, const ScoringInput& input, const at::Tensor& hidden,
    std::span<const std::int64_t> places, const YieldPoint& yield)
{
    const c10::InferenceMode inference;
    std::vector<double> out;
    const std::unique_ptr<LayerWalk> walk = model.layers->walk();
    const Linear& head = walk->head();
    for (std::size_t begin = 0; begin < places.size(); begin += chunks::wide_loss_rows) {
        if (!keep_going(yield))
            return cancelled();
        const auto some
            = places.subspan(begin, std::min(static_cast<std::size_t>(chunks::wide_loss_rows), places.size() - begin));
        const at::Tensor on_cpu = at::empty({std::ssize(some)}, at::kLong);
        std::ranges::copy(some, on_cpu.mutable_data_ptr<std::int64_t>());
        const at::Tensor targets = on_cpu.to(model.device);
        const at::Tensor logits = head.in_float32(hidden.index_select(0, targets - 1));
        append(out, row_losses(logits, input.ids.index_select(0, targets)));
    }
    return out;
}

} // namespace ropewalk::model
