// SPDX-License-Identifier: Apache-2.0
#include "core/model/verify/reference.h"

#include "core/model/scoring/layers/layer_source.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/log_softmax.h>
#include <algorithm>
#include <cmath>

namespace ropewalk::model::verify {
namespace {

constexpr std::int64_t chunk = 128; // tokens whose logits exist at one time

} // namespace

std::shared_ptr<const Model> first_layers(const Model& model, std::int64_t parameters)
{
    auto out = std::make_shared<Model>(model);
    const std::int64_t outside = model.config.vocab_size * model.config.hidden_size * (model.config.tied_embeddings ? 1 : 2);
    const std::int64_t layer = std::max<std::int64_t>(1, (model.parameters - outside) / model.config.layers);
    const std::int64_t layers
        = std::clamp<std::int64_t>((parameters - outside) / layer, 1, std::int64_t(model.config.layers));
    if (layers == model.config.layers)
        return out;
    out->config.layers = static_cast<int>(layers);
    out->weights.layers.resize(static_cast<std::size_t>(layers));
    auto scoring = std::make_shared<ScoringWeights>(*model.scoring);
    scoring->layers.resize(static_cast<std::size_t>(layers));
    out->layers = resident_layers(scoring);
    out->scoring = std::move(scoring);
    return out;
}

Weights in_double(const Model& model)
{
    Weights out = model.weights;
    for (auto& [name, tensor] : out.named(model.config))
        *tensor = tensor->to(at::kCPU, at::kDouble);
    if (model.config.tied_embeddings)
        out.head = out.embedding;
    return out;
}

at::Tensor lambda_tensor(const rope::FactorSet& set)
{
    at::Tensor out = at::empty({static_cast<std::int64_t>(set.lambda.size())}, at::kDouble);
    std::copy(set.lambda.begin(), set.lambda.end(), out.mutable_data_ptr<double>());
    return out;
}

Rotation exact_rotation(const rope::Geometry& geometry, const rope::FactorSet& set, const at::Tensor& lambda,
    std::int64_t first, std::int64_t count)
{
    const std::vector<double> theta = rope::frequencies(geometry);
    const at::Tensor positions = at::arange(first, first + count, at::kDouble).unsqueeze(1);
    at::Tensor turns = at::empty({geometry.pairs()}, at::kDouble);
    std::copy(theta.begin(), theta.end(), turns.mutable_data_ptr<double>());
    const at::Tensor stretched = (positions >= static_cast<double>(set.n_hat)).to(at::kDouble); // eq. 3: from n̂ on
    const at::Tensor angle = positions * turns * (stretched / lambda + (1.0 - stretched));
    const at::Tensor m = stretched * (set.attention_factor - 1.0) + 1.0;
    return {angle.cos() * m, angle.sin() * m};
}

Losses exact_losses(const Model& model, const Weights& weights, const at::Tensor& ids, const Rotation& rotation)
{
    const at::NoGradGuard no_grad;
    const at::Tensor hidden = forward_hidden(model.config, weights, ids, rotation).select(0, 0);
    const std::int64_t targets = ids.size(1) - 1;
    const double longest = weights.head.square().sum(-1).max().item<double>(); // of the vocabulary's rows, squared
    Losses out{at::empty({targets}, at::kDouble), at::empty({targets}, at::kDouble)};
    for (std::int64_t first = 0; first < targets; first += chunk) {
        const std::int64_t count = std::min(chunk, targets - first);
        const at::Tensor states = hidden.narrow(0, first, count);
        const at::Tensor logits = at::linear(states, weights.head);
        const at::Tensor next = ids.select(0, 0).narrow(0, first + 1, count).unsqueeze(1);
        out.token.narrow(0, first, count).copy_(at::log_softmax(logits, -1).gather(-1, next).squeeze(1).neg());
        const at::Tensor moved = (states.square().mean(-1) * longest).sqrt();
        out.scale.narrow(0, first, count).copy_(moved + logits.abs().amax(-1));
    }
    return out;
}

Gradient lambda_gradient(const Model& model, const Weights& weights, const at::Tensor& ids, const rope::FactorSet& set)
{
    const at::AutoGradMode gradients(true);
    const rope::Geometry& geometry = model.config.geometry;
    const std::int64_t length = ids.size(1) - 1;
    // One λ a position, so that what each position contributes can be told apart.
    const at::Tensor lambda = lambda_tensor(set).expand({length, geometry.pairs()}).clone().set_requires_grad(true);
    Rotation rotation = exact_rotation(geometry, set, lambda, 0, length);
    const at::Tensor& embedding = weights.embedding;
    if (embedding.scalar_type() != at::kDouble)
        rotation = {rotation.cos.to(embedding.device(), at::kFloat), rotation.sin.to(embedding.device(), at::kFloat)};
    const at::Tensor on_device = ids.to(embedding.device());
    const at::Tensor hidden = forward_hidden(model.config, weights, on_device.narrow(1, 0, length), rotation);
    const at::Tensor logits = at::linear(hidden, weights.head).flatten(0, 1);
    const at::Tensor loss = at::cross_entropy_loss(logits.scalar_type() == at::kDouble ? logits : logits.to(at::kFloat),
        on_device.narrow(1, 1, length).flatten());
    loss.backward();
    return {lambda.grad().sum(0), lambda.grad().abs().sum(0) + loss.item<double>() / lambda_tensor(set)};
}

} // namespace ropewalk::model::verify
