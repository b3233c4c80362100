// SPDX-License-Identifier: Apache-2.0
#include "core/model/verify/model_checks.h"

#include "core/model/kernels/shared_arithmetic.h"
#include "core/model/scoring/attention.h"
#include "core/model/scoring/forward.h"
#include "core/model/scoring/row_operations.h"
#include "core/model/scoring/weights.h"
#include "core/model/verify/exact_attention.h"
#include "core/model/verify/reference.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/ones_like.h>
#include <algorithm>
#include <c10/core/InferenceMode.h>
#include <cmath>

namespace ropewalk::model::verify {
namespace {

constexpr std::int64_t far_position = 1'000'000;
constexpr std::int64_t gradient_length = 256; // tokens whose gradients are checked: the graph keeps every layer's states
constexpr std::int64_t loss_chunk = 512; // tokens whose logits exist at one time
constexpr double roundings_a_layer = 10; // norm, q k v, turned, shares, values, output; norm, gate and up, product, down
constexpr double deviations = 4; // standard deviations that a bound on random roundings leaves
constexpr double rounding_rms = 0.41; // of a rounding, in unit roundoffs: √(1/3) over a mantissa of 1 to 2

/// A score feels the roundings of queries and keys as much more as its products are larger, and a key's share feels the
/// score's error relatively: with large key biases b four roundings of √Σ(q_i b_i)²/√head_dim each, queries' sizes being
/// those of independent normed states. As many roundings of a share they are worth, their squares added; 0 without biases.
double roundings_of_key_biases(const formats::ModelConfig& config, const LayerWeights& w)
{
    if (!w.k.bias.defined() || w.k_norm.defined())
        return 0.0;
    const auto wide = [](const at::Tensor& x) { return x.to(at::kCPU, at::kDouble); };
    const std::int64_t dim = config.geometry.head_dim, shared = config.heads / config.kv_heads;
    const at::Tensor queries
        = (wide(w.q.weight) * wide(w.input_norm.weight)).square().sum(-1) + wide(w.q.bias).square();
    const at::Tensor products = queries.view({config.kv_heads, shared, dim})
        * wide(w.k.bias).square().view({config.kv_heads, 1, dim});
    return 4.0 * products.sum(-1).mean().item<double>() / static_cast<double>(dim);
}

/// What the roundings of `passes` runs through all layers add up to, relative to the states: they are independent, so
/// their squares add (Higham and Mary, 2019), as do those of float32 sums over a row's numbers.
double depth_error(const Model& model, double passes)
{
    const auto width = static_cast<double>(std::max(model.config.hidden_size, model.config.intermediate_size));
    double roundings = 0;
    for (const LayerWeights& layer : model.weights.layers)
        roundings += passes * (roundings_a_layer + roundings_of_key_biases(model.config, layer));
    return std::sqrt(roundings) * (unit_roundoff(model.dtype) + float_roundoff * std::sqrt(width));
}

/// |c − cos| over the attention factor.
Check angles(const Subject& s)
{
    const rope::Geometry& geometry = s.model->config.geometry;
    const auto length = static_cast<std::int64_t>(s.ids.size());
    const double slowest = *std::min_element(s.set.lambda.begin(), s.set.lambda.end());
    // Stored in float32; the angle itself is rounded in θ, in λ and in the product.
    const double angle = static_cast<double>(far_position + length) / std::min(1.0, slowest);
    Deviation deviation("rotation: angles", float_roundoff + 4.0 * angle * unit_roundoff(at::kDouble));
    for (const std::int64_t first : {std::int64_t(0), far_position}) {
        const Rotation found = s.rotation(first, length);
        const Rotation exact = exact_rotation(geometry, s.set, lambda_tensor(s.set), first, length);
        const at::Tensor scale = at::ones_like(exact.cos) * std::max(1.0, s.set.attention_factor);
        deviation.add(found.cos, exact.cos, scale);
        deviation.add(found.sin, exact.sin, scale);
    }
    return deviation.done();
}

/// Deviations over the length of the pair.
Check turned(const Subject& s, const at::Tensor& qkv, const Rotation& rotation)
{
    const formats::ModelConfig& config = s.model->config;
    const rope::Geometry& geometry = config.geometry;
    const std::int64_t heads = config.heads + config.kv_heads;
    // One rounding of the result, and in float32 two of products, one of their sum and those of cosine and sine.
    Deviation deviation("rotation: q and k",
        unit_roundoff(s.model->dtype) + 4.0 * std::sqrt(2.0) * float_roundoff);
    at::Tensor found = qkv.clone();
    rotate_rows(found, heads, rotation, geometry);
    const at::Tensor exact = exactly_turned(config, qkv, s.set);
    const at::Tensor wide = found.narrow(1, 0, heads * geometry.head_dim).to(at::kCPU, at::kDouble).contiguous();
    const double* x = wide.const_data_ptr<double>();
    const double* y = exact.const_data_ptr<double>();
    const bool interleaved = geometry.layout == rope::PairLayout::interleaved;
    for (std::int64_t head = 0; head < exact.size(0) * heads; ++head, x += geometry.head_dim) {
        const double* expected = y + head / heads * exact.size(1) + head % heads * geometry.head_dim;
        for (std::int64_t pair = 0; pair < geometry.pairs(); ++pair) {
            const std::int64_t a = kernels::first_of_pair(pair, interleaved);
            const std::int64_t b = kernels::second_of_pair(pair, geometry.pairs(), interleaved);
            const double size = std::hypot(expected[a], expected[b]);
            deviation.add(x[a], expected[a], size);
            deviation.add(x[b], expected[b], size);
        }
        for (std::int64_t i = geometry.rotary_dim; i < geometry.head_dim; ++i)
            deviation.add(x[i], expected[i], 0.0); // what does not turn is not touched
    }
    return deviation.done();
}

Result<Check> attention(const Subject& s, const at::Tensor& qkv, const Rotation& rotation, const YieldPoint& yield)
{
    const formats::ModelConfig& config = s.model->config;
    Deviation deviation("attention of the first layer", attention_bound(s.model->dtype, qkv.size(0)));
    const std::int64_t reach = config.form.window(0);
    const Result<at::Tensor> found = window_attention(config, qkv, 1, rotation, reach, yield);
    if (!found)
        return tl::unexpected(found.error());
    const ExactAttention exact = exact_attention(config, exactly_turned(config, qkv, s.set), reach);
    deviation.add(*found, exact.out, exact.scale);
    return deviation.done();
}

/// Losses a token and their mean. Deviations over Losses::scale.
Status losses(const Subject& s, const Weights& wide, const ScoringInput& input, const Rotation& rotation,
    const at::Tensor& ids, std::vector<Check>& out, const YieldPoint& yield)
{
    const Model& model = *s.model;
    const double error = depth_error(model, 1);
    Deviation token("losses: every token", deviations * error);
    const Result<at::Tensor> hidden = scoring_hidden(model, input, rotation, yield);
    if (!hidden)
        return tl::unexpected(hidden.error());
    const std::int64_t targets = input.length - 1;
    at::Tensor found;
    {
        const c10::InferenceMode inference;
        std::vector<at::Tensor> parts;
        for (std::int64_t first = 0; first < targets; first += loss_chunk) {
            const std::int64_t count = std::min(loss_chunk, targets - first);
            parts.push_back(
                row_losses(model.scoring->head(hidden->narrow(0, first, count)), input.ids.narrow(0, first + 1, count)));
        }
        found = at::cat(parts);
    }
    const Rotation exact = exact_rotation(model.config.geometry, s.set, lambda_tensor(s.set), 0, input.length);
    const Losses expected = exact_losses(model, wide, ids, exact);
    token.add(found, expected.token, expected.scale);
    // The tokens' errors are independent: √targets fewer of them. What is left is what noise of this size adds to every
    // loss, half its square in nats.
    const double scale = expected.scale.mean().item<double>(), noise = rounding_rms * error;
    Deviation mean("losses: mean",
        deviations * noise / std::sqrt(static_cast<double>(targets)) + 0.5 * noise * noise * scale);
    mean.add(found.mean(at::kDouble).item<double>(), expected.token.mean().item<double>(), scale);
    out.push_back(token.done());
    out.push_back(mean.done());
    return {};
}

/// Deviations over Gradient::scale.
Check gradients(const Subject& s, const Weights& wide, const at::Tensor& ids)
{
    // Twice as many operations lie before a gradient as before a loss.
    Deviation deviation("gradients of λ", deviations * depth_error(*s.model, 2));
    const at::Tensor some = ids.narrow(1, 0, std::min(ids.size(1), gradient_length + 1));
    const Gradient found = lambda_gradient(*s.model, s.model->weights, some, s.set);
    const Gradient exact = lambda_gradient(*s.model, wide, some, s.set);
    deviation.add(found.value, exact.value, exact.scale);
    return deviation.done();
}

} // namespace

Result<std::vector<Check>> check_model(const Subject& subject, const YieldPoint& yield)
{
    Subject s = subject;
    const Model& model = *s.model;
    if (s.ids.size() < 2)
        return failure(words("a window needs at least two tokens, found {1}", s.ids.size()));
    if (!s.rotation)
        s.rotation = [&](std::int64_t first, std::int64_t count) {
            return make_rotation(model.config.geometry, s.set, first, count, model.device);
        };
    std::vector<Check> out{angles(s)};
    const std::span<const text::Token> window(s.ids);
    const ScoringInput input = prepare_input(model, {&window, 1});
    const Rotation rotation = s.rotation(0, input.length);
    {
        const c10::InferenceMode inference;
        out.push_back(turned(s, input.qkv, rotation));
        const Result<Check> attended = attention(s, input.qkv, rotation, yield);
        if (!attended)
            return tl::unexpected(attended.error());
        out.push_back(*attended);
    }
    at::Tensor ids = at::empty({1, input.length}, at::kLong);
    std::copy(s.ids.begin(), s.ids.end(), ids.mutable_data_ptr<std::int64_t>());
    const Weights wide = in_double(model);
    if (const Status done = losses(s, wide, input, rotation, ids, out, yield); !done)
        return tl::unexpected(done.error());
    if (!keep_going(yield))
        return cancelled();
    out.push_back(gradients(s, wide, ids));
    return out;
}

} // namespace ropewalk::model::verify
