// SPDX-License-Identifier: Apache-2.0
#include "core/model/verify/key_biases.h"

#include "core/model/scoring/attention.h"
#include "core/model/scoring/forward.h"
#include "core/model/scoring/row_operations.h"
#include "core/model/verify/exact_attention.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/softmax.h>
#include <algorithm>
#include <c10/core/InferenceMode.h>

namespace ropewalk::model::verify {
namespace {

constexpr std::int64_t most_tokens = 512; // whose scores exist in double at one time, a head at a time

/// The normed states that a layer projects, length × hidden.
Result<at::Tensor> projected_states(
    const Model& model, int layer, std::span<const text::Token> ids, const Rotation& rotation, const YieldPoint& yield)
{
    const auto scoring = std::make_shared<ScoringWeights>(*model.scoring);
    scoring->norm = scoring->layers[static_cast<std::size_t>(layer)].input_norm; // as the last one's
    scoring->layers.resize(static_cast<std::size_t>(layer));
    Model before = model;
    before.config.layers = layer;
    before.layers = resident_layers(scoring);
    before.scoring = scoring;
    ScoringInput input;
    input.batch = 1;
    input.length = std::ssize(ids);
    const at::Tensor on_cpu = at::empty({input.length}, at::kLong);
    std::ranges::copy(ids, on_cpu.mutable_data_ptr<std::int64_t>());
    input.ids = on_cpu.to(model.device);
    return scoring_hidden(before, input, rotation, yield);
}

/// Queries, keys and values of states in their own dtype on the CPU, as the plain decoder projects them.
at::Tensor plainly_projected(const formats::ModelConfig& config, const LayerWeights& w, const at::Tensor& states)
{
    const auto of = [&](const Affine& projection, const at::Tensor& head_norm) {
        const auto as_states = [&](const at::Tensor& x) { return x.to(at::kCPU, states.scalar_type()); };
        const at::Tensor out = at::linear(states, as_states(projection.weight),
            projection.bias.defined() ? std::optional(as_states(projection.bias)) : std::nullopt);
        if (!head_norm.defined())
            return out;
        const at::Tensor heads = out.unflatten(-1, {-1, std::int64_t{config.geometry.head_dim}});
        return rms_norm(heads, as_states(head_norm), config.norm_eps).flatten(1);
    };
    return at::cat({of(w.q, w.q_norm), of(w.k, w.k_norm), of(w.v, {})}, 1);
}

struct Moved
{
    double mean = 0, most = 0;
};

/// How much attention of turned queries and keys lies elsewhere than that of the exact ones: half the sum of a row's
/// differences.
Moved moved(const formats::ModelConfig& config, const at::Tensor& found, const at::Tensor& exact, std::int64_t reach)
{
    const std::int64_t shared = config.heads / config.kv_heads;
    Moved out;
    for (std::int64_t head = 0; head < config.heads; ++head) {
        const auto shares = [&](const at::Tensor& turned) {
            return at::softmax(visible_scores(config, turned, head, config.heads + head / shared, reach), -1);
        };
        const at::Tensor apart = (shares(found) - shares(exact)).abs().sum(-1) * 0.5;
        out.mean += apart.mean().item<double>() / config.heads;
        out.most = std::max(out.most, apart.max().item<double>());
    }
    return out;
}

int layer_of_largest(const Model& model, double& largest)
{
    int layer = -1;
    for (std::size_t i = 0; i < model.weights.layers.size(); ++i) {
        const at::Tensor& bias = model.weights.layers[i].k.bias;
        const double here = bias.defined() ? bias.abs().max().item<double>() : -1;
        if (here > largest || (layer < 0 && here >= 0)) {
            layer = static_cast<int>(i);
            largest = here;
        }
    }
    return layer;
}

} // namespace

Result<std::optional<KeyBiases>> check_key_biases(const Subject& s, const YieldPoint& yield)
{
    const c10::InferenceMode inference;
    const Model& model = *s.model;
    const formats::ModelConfig& config = model.config;
    KeyBiases out;
    out.layer = layer_of_largest(model, out.largest);
    if (out.layer < 0)
        return std::optional<KeyBiases>();
    const auto number = static_cast<std::size_t>(out.layer);
    const std::int64_t length = std::min(std::ssize(s.ids), most_tokens), turning = config.heads + config.kv_heads;
    const Rotation rotation = make_rotation(config.geometry, s.set, 0, length, model.device);
    const auto states = projected_states(
        model, out.layer, std::span(s.ids).first(static_cast<std::size_t>(length)), rotation, yield);
    if (!states)
        return tl::unexpected(states.error());

    const ScoringLayer& layer = model.scoring->layers[number];
    at::Tensor qkv = layer.qkv(*states);
    if (config.form.head_norms) {
        norm_heads(qkv, 0, config.heads, config.geometry.head_dim, layer.q_norm, config.norm_eps);
        norm_heads(qkv, config.heads, config.kv_heads, config.geometry.head_dim, layer.k_norm, config.norm_eps);
    }
    const Result<at::Tensor> attended = window_attention(config, qkv, 1, rotation, layer.reach, yield);
    if (!attended)
        return tl::unexpected(attended.error());
    Deviation deviation("attention of layer " + std::to_string(out.layer) + ", key biases to "
            + Number{out.largest, Number::Form::significant, 3}.text(),
        attention_bound(model.dtype, length));
    const ExactAttention expected = exact_attention(config, exactly_turned(config, qkv, s.set), layer.reach);
    deviation.add(*attended, expected.out, expected.scale);
    out.attention = deviation.done();

    const at::Tensor plain = states->to(at::kCPU);
    const LayerWeights& weights = model.weights.layers[number];
    const at::Tensor exact
        = exactly_turned(config, plainly_projected(config, weights, plain.to(at::kDouble)), s.set);
    at::Tensor in_float = plainly_projected(config, weights, plain.to(at::kFloat));
    rotate_rows(in_float, turning, make_rotation(config.geometry, s.set, 0, length, at::kCPU), config.geometry);
    rotate_rows(qkv, turning, rotation, config.geometry);
    const Moved here = moved(config, qkv.to(at::kCPU, at::kDouble), exact, layer.reach);
    out.moved = here.mean;
    out.most_moved = here.most;
    out.moved_in_float32 = moved(config, in_float.to(at::kDouble), exact, layer.reach).mean;
    return std::optional(out);
}

} // namespace ropewalk::model::verify
