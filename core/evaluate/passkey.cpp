// SPDX-License-Identifier: Apache-2.0
#include "core/evaluate/passkey.h"

#include "core/model/generation.h"
#include "core/model/memory/failure.h"

#include <ATen/ops/argmax.h>

#include <cmath>

namespace ropewalk::evaluate {
namespace {

/// A shared pointer to what the caller keeps alive.
std::shared_ptr<const model::Model> borrowed(const model::Model& model)
{
    return {std::shared_ptr<const model::Model>(), &model};
}

Result<std::vector<text::Token>> continue_greedily(const model::Model& model, const rope::FactorSet& set,
    std::span<const text::Token> ids, std::int64_t budget, const YieldPoint& yield)
{
    if (Status valid = rope::validate(set, model.config.geometry); !valid)
        return tl::unexpected(valid.error());
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (ids[i] < 0 || ids[i] >= model.config.vocab_size)
            return failure("expected ids from 0 to " + std::to_string(model.config.vocab_size - 1) + ", found "
                    + std::to_string(ids[i]),
                {}, "token " + std::to_string(i));
    std::vector<text::Token> out;
    if (budget < 1)
        return out;
    model::CachedDecoder decoder(borrowed(model), set, static_cast<std::int64_t>(ids.size()) + budget);
    Result<at::Tensor> logits = decoder.prefill(ids, yield);
    while (logits) {
        const auto next = static_cast<text::Token>(at::argmax(*logits, -1).item<std::int64_t>());
        if (model.config.eos_token == next)
            return out;
        out.push_back(next);
        if (static_cast<std::int64_t>(out.size()) == budget)
            return out;
        logits = decoder.step(next, yield);
    }
    return tl::unexpected(logits.error());
}

Result<bool> trial(const model::Model& model, const rope::FactorSet& set, const PasskeySettings& settings,
    const PasskeyCell& cell, const YieldPoint& yield)
{
    const Result<text::PasskeyPrompt> prompt
        = text::passkey_prompt(*model.tokenizer, model.bos(), cell.length, cell.depth,
            static_cast<std::uint64_t>(cell.trials), settings.seed, settings.filler ? settings.filler : text::demo_filler);
    if (!prompt)
        return tl::unexpected(prompt.error());
    const Result<std::vector<text::Token>> answer = generate(model, set, prompt->ids, prompt->answer_budget, yield);
    if (!answer)
        return tl::unexpected(answer.error());
    return text::first_number(model.tokenizer->decode(*answer)) == prompt->key;
}

} // namespace

Result<std::vector<PasskeyCell>> passkey(const model::Model& model, const rope::FactorSet& set,
    const PasskeySettings& settings, const CellProgress& progress, const YieldPoint& yield)
{
    if (!model.tokenizer)
        return failure("passkeys need the model's tokenizer: " + model.tokenizer_error);
    if (settings.depths < 1 || settings.trials < 1)
        return failure("passkeys need at least one depth and one trial");
    std::vector<PasskeyCell> cells;
    for (const std::int64_t length : settings.lengths)
        for (int depth = 0; depth < settings.depths; ++depth) {
            PasskeyCell& cell = cells.emplace_back();
            cell.length = length;
            cell.depth = settings.depths == 1 ? 0.5 : static_cast<double>(depth) / (settings.depths - 1);
            while (cell.trials < settings.trials) {
                const Result<bool> right = trial(model, set, settings, cell, yield);
                if (!right)
                    return tl::unexpected(right.error());
                ++cell.trials;
                cell.correct += *right;
                if (progress)
                    progress(cell);
            }
        }
    return cells;
}

Result<std::vector<text::Token>> generate(const model::Model& model, const rope::FactorSet& set,
    std::span<const text::Token> ids, std::int64_t budget, const YieldPoint& yield)
{
    return model::guarded([&] { return continue_greedily(model, set, ids, budget, yield); });
}

std::pair<double, double> wilson_interval(int correct, int trials)
{
    if (trials < 1)
        return {0.0, 1.0};
    constexpr double z = 1.96;
    const double n = trials, p = correct / n;
    const double centre = p + z * z / (2 * n);
    const double reach = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    const double scale = 1 + z * z / n;
    return {std::max(0.0, (centre - reach) / scale), std::min(1.0, (centre + reach) / scale)};
}

} // namespace ropewalk::evaluate
