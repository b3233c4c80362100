// SPDX-License-Identifier: Apache-2.0
#include "core/model/verify/speed.h"

#include "core/model/linear.h"
#include "core/model/scoring/attention.h"
#include "core/model/scoring/row_operations.h"
#include "core/rope/methods.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <algorithm>
#include <c10/core/InferenceMode.h>
#include <chrono>
#include <functional>
#include <limits>

namespace ropewalk::model::verify {
namespace {

constexpr int runs = 3; // after one that warms up
constexpr std::int64_t tokens = 2048;

/// The best of several runs, until the device has done the work: reading a number of the result waits for it.
double best_seconds(const std::function<at::Tensor()>& work)
{
    double best = std::numeric_limits<double>::infinity();
    for (int i = 0; i <= runs; ++i) {
        const auto begun = std::chrono::steady_clock::now();
        const at::Tensor out = work();
        (void)out.flatten()[0].item<double>();
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
        if (i > 0)
            best = std::min(best, seconds);
    }
    return best;
}

} // namespace

std::vector<Timing> measure_speed(const Model& model)
{
    const c10::InferenceMode inference;
    const formats::ModelConfig& config = model.config;
    const std::int64_t hidden = config.hidden_size, heads = config.heads + 2 * config.kv_heads;
    const at::TensorOptions options = at::TensorOptions(model.device).dtype(model.dtype);
    const auto size = static_cast<double>(options.dtype().itemsize());
    const std::int64_t side = 2048, numbers = (std::int64_t(1) << 26) / options.dtype().itemsize(); // 64 MiB

    std::vector<Timing> out;
    const auto time = [&](const char* name, double work, bool arithmetic, const std::function<at::Tensor()>& run) {
        const double seconds = best_seconds(run), rate = work / seconds;
        const auto peak = std::find_if(out.begin(), out.end(), [&](const Timing& one) { return one.arithmetic == arithmetic; });
        out.push_back({name, seconds, rate, peak == out.end() ? 1.0 : rate / peak->rate, arithmetic});
    };
    const at::Tensor square = at::ones({side, side}, options);
    const Linear product(square);
    time("matrix product", 2.0 * double(side) * double(side) * double(side), true, [&] { return product(square); });
    const at::Tensor from = at::ones({numbers}, options);
    at::Tensor to = at::zeros({numbers}, options);
    time("copy of memory", 2.0 * size * double(numbers), false, [&] { return to.copy_(from); });

    const Rotation rotation = make_rotation(
        config.geometry, rope::make_set(rope::Method::none, config.geometry, tokens), 0, tokens, model.device);
    at::Tensor qkv = at::ones({tokens, heads * config.geometry.head_dim}, options);
    time("attention", 2.0 * double(tokens) * double(tokens) * double(config.heads * config.geometry.head_dim), true, [&] {
        auto attended = window_attention(config, qkv, 1, rotation, config.form.window(0));
        return attended ? *attended : qkv;
    });
    const double turned = 2.0 * size * double(tokens * (config.heads + config.kv_heads) * config.geometry.head_dim);
    time("rotation", turned, false, [&] {
        rotate_rows(qkv, config.heads + config.kv_heads, rotation, config.geometry);
        return qkv;
    });
    const at::Tensor x = at::ones({tokens, hidden}, options), weight = at::ones({hidden}, options);
    time("norm", 2.0 * size * double(tokens * hidden), false, [&] { return fused_norm(x, {weight, {}}, 1e-5); });
    const at::Tensor inner = at::ones({tokens, 2 * config.intermediate_size}, options);
    time("SwiGLU", 3.0 * size * double(tokens * config.intermediate_size), false,
        [&] { return fused_activation(inner, {}); });
    const at::Tensor logits = at::ones({512, config.vocab_size}, options);
    const at::Tensor targets = at::zeros({512}, options.dtype(at::kLong));
    time("cross entropy", size * double(512 * config.vocab_size), false, [&] { return row_losses(logits, targets); });
    return out;
}

} // namespace ropewalk::model::verify
