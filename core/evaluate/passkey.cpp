// SPDX-License-Identifier: Apache-2.0
#include "core/evaluate/passkey.h"

#include "core/evaluate/likelihood.h"
#include "core/model/generation.h"
#include "core/model/memory/failure.h"

#include <ATen/ops/argmax.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ropewalk::evaluate {
namespace {

/// A shared pointer to what the caller keeps alive.
std::shared_ptr<const model::Model> borrowed(const model::Model& model)
{
    return {std::shared_ptr<const model::Model>(), &model};
}

using SetOf = std::function<std::optional<rope::FactorSet>(std::int64_t reaches)>;

constexpr std::size_t shown_tokens = 64; // of a prompt's end

Result<std::vector<text::Token>> continue_greedily(const model::Model& model, const rope::FactorSet& set,
    std::span<const text::Token> ids, std::int64_t budget, const YieldPoint& yield, const SetOf& set_of)
{
    if (Status valid = rope::validate(set, model.config.geometry); !valid)
        return tl::unexpected(valid.error());
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (ids[i] < 0 || ids[i] >= model.config.vocab_size)
            return failure(words("expected ids from 0 to {1}, found {2}", model.config.vocab_size - 1, ids[i]), {},
                words("token {1}", i));
    std::vector<text::Token> out;
    if (budget < 1)
        return out;
    model::CachedDecoder decoder(borrowed(model), set, static_cast<std::int64_t>(ids.size()) + budget);
    Result<at::Tensor> logits = decoder.prefill(ids, yield);
    while (logits) {
        const auto next = static_cast<text::Token>(at::argmax(*logits, -1).item<std::int64_t>());
        if (std::ranges::find(model.config.eos_tokens, next) != model.config.eos_tokens.end())
            return out;
        out.push_back(next);
        if (static_cast<std::int64_t>(out.size()) == budget)
            return out;
        if (const auto other = set_of ? set_of(decoder.length() + 1) : std::nullopt)
            decoder.use(*other);
        logits = decoder.step(next, yield);
    }
    return tl::unexpected(logits.error());
}

/// What the runtime turns by, call by call.
class Rule
{
public:
    Rule(const model::Model& model, const rope::FactorSet& set, const PasskeySettings& settings)
        : m_runtime(settings.runtime)
    {
        m_deployment.geometry = model.config.geometry;
        m_deployment.max_positions = *std::ranges::max_element(settings.lengths);
        m_deployment.long_set = set;
        m_deployment.short_set = settings.short_set;
    }
    rope::FactorSet operator()(std::int64_t reaches) const
    {
        return formats::active_set(m_runtime, m_deployment, reaches);
    }
    bool is_long(std::int64_t reaches) const { return formats::is_long(m_runtime, m_deployment, reaches); }
    /// The set where a call of one more token crosses over to the other list.
    std::optional<rope::FactorSet> changed(std::int64_t reaches) const
    {
        if (is_long(reaches) == is_long(reaches - 1))
            return std::nullopt;
        return (*this)(reaches);
    }

private:
    std::optional<formats::Runtime> m_runtime;
    formats::Deployment m_deployment;
};

Result<text::PasskeyPrompt> prompt_of(
    const model::Model& model, const PasskeySettings& settings, std::int64_t length, double depth, int trial,
    const YieldPoint& yield)
{
    return text::passkey_prompt(*model.tokenizer, model.bos(), length, depth, static_cast<std::uint64_t>(trial),
        settings.seed, settings.filler ? settings.filler : text::demo_filler, settings.keys, yield);
}

Result<PasskeyTrial> trial(const model::Model& model, const rope::FactorSet& set, const PasskeySettings& settings,
    const PasskeyCell& cell, const YieldPoint& yield)
{
    const Result<text::PasskeyPrompt> prompt = prompt_of(model, settings, cell.length, cell.depth, cell.trials, yield);
    if (!prompt)
        return tl::unexpected(prompt.error());
    const Rule rule(model, set, settings);
    const auto prompt_tokens = static_cast<std::int64_t>(prompt->ids.size());
    const Result<std::vector<text::Token>> answer = generate(model, rule(prompt_tokens), prompt->ids,
        prompt->answer_budget, yield, [&](std::int64_t reaches) { return rule.changed(reaches); });
    if (!answer)
        return tl::unexpected(answer.error());
    PasskeyTrial out;
    out.trial = cell.trials;
    out.prompt_end = model.tokenizer->decode(
        std::span(prompt->ids).last(std::min(shown_tokens, prompt->ids.size())));
    out.expected = prompt->key;
    out.produced = model.tokenizer->decode(*answer);
    out.correct = text::first_number(out.produced) == prompt->key;
    out.is_long = rule.is_long(prompt_tokens);
    return out;
}

Status check(const model::Model& model, const rope::FactorSet& set, const PasskeySettings& settings)
{
    if (!model.tokenizer)
        return failure(words("passkeys need the model's tokenizer: {1}", model.tokenizer_error));
    if (settings.depths < 1 || settings.trials < 1)
        return failure(words("passkeys need at least one depth and one trial"));
    if (settings.lengths.empty())
        return failure(words("passkeys need at least one length"));
    if (Status fits = rope::validate(set, model.config.geometry); !fits)
        return fits;
    if (!settings.runtime)
        return {};
    return rope::validate(settings.short_set, model.config.geometry);
}

double depth_of(const PasskeySettings& settings, int number)
{
    return settings.depths == 1 ? 0.5 : static_cast<double>(number) / (settings.depths - 1);
}

/// A prompt with its answer behind it, of which only the answer counts.
Result<double> needle_loss(const model::Model& model, const rope::FactorSet& set, const PasskeySettings& settings,
    NeedlePoint& point, const YieldPoint& yield)
{
    const auto prompt = prompt_of(model, settings, point.length, point.depth, point.trials, yield);
    if (!prompt)
        return tl::unexpected(prompt.error());
    Continuation text{prompt->ids, prompt->ids.size()};
    text.ids.insert(text.ids.end(), prompt->answer.begin(), prompt->answer.end());
    const Rule rule(model, set, settings);
    const auto losses = losses_of(model, rule(static_cast<std::int64_t>(text.ids.size())), {text}, yield);
    if (!losses)
        return tl::unexpected(losses.error());
    point.tokens += static_cast<std::int64_t>(losses->front().size());
    return std::accumulate(losses->front().begin(), losses->front().end(), 0.0);
}

} // namespace

Result<std::vector<PasskeyCell>> passkey(const model::Model& model, const rope::FactorSet& set,
    const PasskeySettings& settings, const CellProgress& progress, const YieldPoint& yield)
{
    if (const Status fits = check(model, set, settings); !fits)
        return tl::unexpected(fits.error());
    std::vector<PasskeyCell> cells;
    for (const std::int64_t length : settings.lengths)
        for (int depth = 0; depth < settings.depths; ++depth) {
            PasskeyCell& cell = cells.emplace_back();
            cell.length = length;
            cell.depth = depth_of(settings, depth);
            while (cell.trials < settings.trials) {
                const Result<PasskeyTrial> done = trial(model, set, settings, cell, yield);
                if (!done)
                    return tl::unexpected(done.error());
                ++cell.trials;
                cell.correct += done->correct;
                if (progress)
                    progress(cell, *done);
            }
        }
    return cells;
}

Result<std::vector<NeedlePoint>> needle(const model::Model& model, const rope::FactorSet& set,
    const PasskeySettings& settings, const std::function<void(const NeedlePoint&)>& progress, const YieldPoint& yield)
{
    if (const Status fits = check(model, set, settings); !fits)
        return tl::unexpected(fits.error());
    std::vector<NeedlePoint> points;
    for (const std::int64_t length : settings.lengths)
        for (int depth = 0; depth < settings.depths; ++depth) {
            NeedlePoint& point = points.emplace_back();
            point.length = length;
            point.depth = depth_of(settings, depth);
            while (point.trials < settings.trials) {
                const Result<double> loss = needle_loss(model, set, settings, point, yield);
                if (!loss)
                    return tl::unexpected(loss.error());
                ++point.trials;
                point.nll += *loss;
                if (progress)
                    progress(point);
            }
        }
    return points;
}

Result<std::vector<text::Token>> generate(const model::Model& model, const rope::FactorSet& set,
    std::span<const text::Token> ids, std::int64_t budget, const YieldPoint& yield, const SetOf& set_of)
{
    return model::guarded([&] { return continue_greedily(model, set, ids, budget, yield, set_of); });
}

} // namespace ropewalk::evaluate
