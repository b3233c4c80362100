// SPDX-License-Identifier: Apache-2.0
#include "core/model/verify/device_checks.h"

#include "core/model/kernels/observed_kernels.h"
#include "core/model/scoring/observed_attention.h"
#include "core/model/scoring/row_operations.h"
#include "core/model/verify/exact_attention.h"
#include "core/model/verify/kernel_problem.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/ones_like.h>
#include <algorithm>
#include <c10/core/InferenceMode.h>
#include <cmath>

namespace ropewalk::model::verify {
namespace {

struct Place
{
    at::Device device;
    at::ScalarType dtype;

    at::Tensor put(const std::vector<float>& x, std::int64_t width, at::ScalarType as) const
    {
        return at::from_blob(const_cast<float*>(x.data()), {std::int64_t(x.size()) / width, width}, at::kFloat)
            .to(at::TensorOptions(device).dtype(as), false, true);
    }
    at::Tensor put(const std::vector<float>& x, std::int64_t width) const { return put(x, width, dtype); }
    /// Rounding to the dtype and `steps` operations of float32.
    double rounded(double steps) const
    {
        return (dtype == at::kFloat ? 0.0 : unit_roundoff(dtype)) + steps * float_roundoff;
    }
};

at::Tensor plain(const std::vector<float>& x, std::int64_t width)
{
    return at::from_blob(const_cast<float*>(x.data()), {std::int64_t(x.size()) / width, width}, at::kFloat);
}

constexpr std::int64_t row_problems[][2] = {{1, 1}, {3, 7}, {33, 256}, {300, 688}, {7, 32003}};
constexpr double widest = 32003;

void check_rows(const Place& place, std::vector<Check>& out)
{
    // As for the kernels: √widest roundings of a sum, and where libtorch's operations run each is rounded to the dtype.
    const double steps = std::sqrt(widest) + 16;
    Deviation norm("operation: norm", place.rounded(steps) + unit_roundoff(place.dtype));
    Deviation product("operation: SwiGLU", place.rounded(steps) + unit_roundoff(place.dtype));
    Deviation loss("operation: cross entropy", steps * float_roundoff);
    for (const auto& [count, width] : row_problems) {
        const auto size = static_cast<std::size_t>(count * width);
        const Numbers x = made_numbers(size, 4.0, 1), both = made_numbers(2 * size, 6.0, 2);
        const Numbers weight = made_numbers(std::size_t(width), 1.0, 3);
        std::vector<float> expected(size);
        kernels::reference::rms_norm(x.f32.data(), weight.f32.data(), 1e-5f, count, width, expected.data());
        norm.add(fused_norm(place.put(x.f32, width), {place.put(weight.f32, width).view({width}), {}}, 1e-5f),
            plain(expected, width), plain(expected, width).abs());
        kernels::reference::swiglu(both.f32.data(), count, width, expected.data());
        product.add(fused_activation(place.put(both.f32, 2 * width), {}), plain(expected, width),
            plain(expected, width).abs());
        std::vector<std::int64_t> targets;
        for (std::int64_t row = 0; row < count; ++row)
            targets.push_back(row * 7919 % width);
        std::vector<float> losses(targets.size());
        kernels::reference::losses(x.f32.data(), targets.data(), count, width, losses.data());
        const at::Tensor on_device = at::from_blob(targets.data(), {count}, at::kLong).to(place.device);
        loss.add(row_losses(place.put(x.f32, width), on_device), plain(losses, 1),
            plain(x.f32, width).amax(-1).abs() + plain(losses, count).select(0, 0));
    }
    for (const Deviation* one : {&norm, &product, &loss})
        out.push_back(one->done());
}

/// The CPU's bfloat16 kernel rounds the scaled queries once more; its own check allows for that.
bool observes_exactly(const Place& place)
{
    return place.dtype == at::kFloat || place.device.is_cuda();
}

constexpr double promised = 1e-4; // of an entropy map: one part in ten thousand

/// Entropy, in nats, of attention with the numbers as the device turned and rounded them, so that what it observes is
/// judged and not what it rounded before. Scores that are so large that float32's own roundings of them move it more leave
/// it as much more room.
void check_entropy(const AttentionCase& made, const formats::ModelConfig& config, const at::Tensor& turned,
    Deviation& entropy)
{
    constexpr std::int64_t sinks = 4;
    const AttentionProblem& p = made.problem;
    const at::Tensor room = at::from_blob(const_cast<double*>(made.sensitivity.data()), {p.batch, p.heads, p.length},
        at::kDouble).mul(8 * float_roundoff / promised).clamp_min(1.0);
    const Result<ObservedWindows> found = observed_attention(config, turned, p.batch, {}, p.reach, sinks);
    const at::Tensor exact = turned.to(at::kCPU, at::kFloat).contiguous();
    at::Tensor expected = at::empty({p.batch, p.heads, p.length}, at::kFloat);
    at::Tensor distance = at::empty_like(expected), sink = at::empty_like(expected);
    kernels::reference::observe({exact.const_data_ptr<float>(), p.stride(), p.batch, p.length, p.heads, p.kv_heads,
                                    p.head_dim, p.pairs, p.interleaved, nullptr, nullptr,
                                    static_cast<float>(1.0 / std::sqrt(static_cast<double>(p.head_dim))), nullptr, p.reach},
        {expected.mutable_data_ptr<float>(), distance.mutable_data_ptr<float>(), sink.mutable_data_ptr<float>(), sinks});
    if (!found) {
        entropy.add(NAN, 0.0, 1.0);
        return;
    }
    entropy.add(found->entropy, expected, (expected + 1.0) * room);
    entropy.add(found->sink, sink, room);
    entropy.add(found->distance, distance, (distance + static_cast<double>(p.length)) * room);
}

void check_heads(const Place& place, std::vector<Check>& out)
{
    Deviation rotation("operation: rotation", place.rounded(3 * std::sqrt(2.0)));
    // Queries and keys may be rounded to the dtype once more, after they turned: twice a kernel's bound.
    std::int64_t longest = 0;
    for (const AttentionProblem& problem : attention_problems())
        longest = std::max(longest, problem.length);
    Deviation attention("operation: attention", 2.0 * attention_bound(place.dtype, longest));
    Deviation entropy("operation: entropy of attention", promised);
    for (const AttentionProblem& p : attention_problems()) {
        const AttentionCase made(p);
        formats::ModelConfig config;
        config.heads = static_cast<int>(p.heads), config.kv_heads = static_cast<int>(p.kv_heads);
        config.geometry = {.head_dim = static_cast<int>(p.head_dim), .rotary_dim = static_cast<int>(2 * p.pairs),
            .layout = p.interleaved ? rope::PairLayout::interleaved : rope::PairLayout::half_split};
        const Rotation turns{place.put(made.cos, p.pairs, at::kFloat), place.put(made.sin, p.pairs, at::kFloat)};
        const at::Tensor qkv = place.put(made.qkv.f32, p.stride());
        at::Tensor turned = qkv.clone();
        rotate_rows(turned, p.heads + p.kv_heads, turns, config.geometry);
        const at::Tensor expected = plain(made.turned, p.stride());
        // A pair's length is at most √2 times its larger component's bound, the head's largest.
        const at::Tensor heads = expected.unflatten(-1, {p.stride() / p.head_dim, p.head_dim});
        rotation.add(turned, expected, heads.abs().amax(-1, true).mul(std::sqrt(2.0)).expand_as(heads).contiguous());
        if (observes_exactly(place))
            check_entropy(made, config, turned, entropy);
        const Result<at::Tensor> found = window_attention(config, qkv, p.batch, turns, p.reach);
        attention.add(*found, plain(made.expected, p.heads * p.head_dim),
            at::from_blob(const_cast<double*>(made.scale.data()), {std::int64_t(made.scale.size())}, at::kDouble));
    }
    out.push_back(rotation.done());
    out.push_back(attention.done());
    if (observes_exactly(place))
        out.push_back(entropy.done());
}

} // namespace

std::vector<Check> check_operations(const at::Device& device, at::ScalarType dtype)
{
    const c10::InferenceMode inference;
    std::vector<Check> out;
    check_rows({device, dtype}, out);
    check_heads({device, dtype}, out);
    return out;
}

} // namespace ropewalk::model::verify
