// SPDX-License-Identifier: Apache-2.0
#include "core/train/trainer.h"

#include "core/model/memory/failure.h"
#include "core/train/state.h"

#include <ATen/autocast_mode.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/zeros_like.h>

#include <chrono>
#include <cmath>
#include <numbers>

namespace ropewalk::train {

namespace {

/// Runs a scope's matrix products in bfloat16 while weights, norms and the loss stay in float32.
class Autocast
{
public:
    Autocast(c10::DeviceType device, bool on)
        : m_device(device)
        , m_before(at::autocast::is_autocast_enabled(device))
    {
        at::autocast::set_autocast_dtype(device, at::kBFloat16);
        at::autocast::set_autocast_enabled(device, on);
        at::autocast::increment_nesting();
    }
    ~Autocast()
    {
        if (at::autocast::decrement_nesting() == 0)
            at::autocast::clear_cache();
        at::autocast::set_autocast_enabled(m_device, m_before);
    }
    Autocast(const Autocast&) = delete;
    Autocast& operator=(const Autocast&) = delete;

private:
    c10::DeviceType m_device;
    bool m_before;
};

/// Linear warm-up, then half a cosine down to final_share.
double learning_rate(const Settings& settings, int step)
{
    const double warm = std::min(1.0, (step + 1.0) / std::max(1, settings.warmup));
    const double wave = 0.5 * (1 + std::cos(std::numbers::pi * step / settings.steps));
    return settings.learning_rate * warm * (wave * (1 - settings.final_share) + settings.final_share);
}

/// Loss of one batch of sequences, nats a token; its gradients are left on the weights.
double backward(const formats::ModelConfig& config, const model::Weights& weights, const model::Rotation& rotation,
    const at::Tensor& tokens, const Settings& settings)
{
    const at::Tensor inputs = tokens.narrow(1, 0, settings.length);
    const at::Tensor targets = tokens.narrow(1, 1, settings.length).reshape({-1});
    at::Tensor loss;
    {
        const Autocast autocast(tokens.device().type(), settings.bfloat16);
        const at::Tensor hidden = model::forward_hidden(config, weights, inputs, rotation);
        const at::Tensor& head = config.tied_embeddings ? weights.embedding : weights.head;
        loss = at::cross_entropy_loss(at::linear(hidden, head).to(at::kFloat).flatten(0, 1), targets);
    }
    loss.backward();
    return loss.item<double>();
}

/// Scales all gradients so that their joint norm is at most limit; returns the norm before.
double clip_gradients(const std::vector<at::Tensor>& gradients, double limit)
{
    std::vector<at::Tensor> norms;
    for (const at::Tensor& gradient : gradients)
        norms.push_back(at::linalg_vector_norm(gradient));
    const double norm = at::linalg_vector_norm(at::stack(norms)).item<double>();
    if (norm > limit)
        for (const at::Tensor& gradient : gradients)
            gradient.mul_(limit / (norm + 1e-6));
    return norm;
}

Status run(const formats::ModelConfig& config, model::Weights& weights, const rope::FactorSet& set,
    const Settings& settings, const Batches& batches, const std::filesystem::path& state_folder,
    const std::function<void(const StepReport&)>& report, const YieldPoint& yield)
{
    if (settings.steps < 1 || settings.batch < 1 || settings.length < 2)
        return failure(words("steps and batch must be at least 1 and length at least 2 tokens"));
    const auto start = std::chrono::steady_clock::now();
    State state;
    for (auto& [name, tensor] : weights.named(config))
        state.parameters.emplace_back(name, tensor->detach().to(at::kFloat).contiguous());
    for (const auto& [name, parameter] : state.parameters) {
        state.means.push_back(at::zeros_like(parameter));
        state.squares.push_back(at::zeros_like(parameter));
    }
    if (const Status loaded = load_state(state_folder, settings, state); !loaded)
        return loaded;

    std::vector<at::Tensor> parameters, steps;
    const std::vector<std::pair<std::string, at::Tensor*>> named = weights.named(config);
    for (std::size_t i = 0; i < named.size(); ++i) {
        *named[i].second = state.parameters[i].second.set_requires_grad(true);
        parameters.push_back(*named[i].second);
        steps.push_back(at::scalar_tensor(static_cast<double>(state.step), at::kFloat));
    }
    const at::Device device = parameters.front().device();
    const model::Rotation rotation = model::make_rotation(config.geometry, set, 0, settings.length, device);
    const auto detach = [&] {
        for (auto& [name, tensor] : named)
            *tensor = tensor->detach();
        if (config.tied_embeddings)
            weights.head = weights.embedding;
    };

    while (state.step < settings.steps) {
        if (!keep_going(yield)) {
            const Status saved = save_state(state_folder, settings, state);
            detach();
            return saved ? Status(cancelled()) : saved;
        }
        std::vector<std::int64_t> ids = batches(state.step);
        const at::Tensor tokens = at::from_blob(ids.data(), {settings.batch, settings.length + 1}, at::kLong).to(device);
        const double loss = backward(config, weights, rotation, tokens, settings);
        if (!std::isfinite(loss)) {
            detach();
            return failure(
                words("the loss is no longer a number at step {1}; lower the learning rate", state.step + 1));
        }
        const at::NoGradGuard no_grad;
        std::vector<at::Tensor> gradients;
        for (const at::Tensor& parameter : parameters)
            gradients.push_back(parameter.grad());
        const double norm = clip_gradients(gradients, settings.clip);
        for (at::Tensor& step : steps)
            step.add_(1); // AdamW counts from one
        at::_fused_adamw_(parameters, gradients, state.means, state.squares, {}, steps,
            learning_rate(settings, state.step), settings.beta1, settings.beta2, settings.weight_decay, 1e-8, false,
            false);
        for (at::Tensor& parameter : parameters)
            parameter.mutable_grad().reset();
        ++state.step;
        if (report)
            report({state.step, loss, norm,
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()});
        if (state.step % settings.checkpoint_every == 0 && state.step < settings.steps)
            if (const Status saved = save_state(state_folder, settings, state); !saved) {
                detach();
                return saved;
            }
    }
    detach();
    return remove_state(state_folder);
}

} // namespace

Status train(const formats::ModelConfig& config, model::Weights& weights, const rope::FactorSet& set,
    const Settings& settings, const Batches& batches, const std::filesystem::path& state_folder,
    const std::function<void(const StepReport&)>& report, const YieldPoint& yield)
{
    return model::guarded(
        [&] { return run(config, weights, set, settings, batches, state_folder, report, yield); }, state_folder.string());
}

} // namespace ropewalk::train
