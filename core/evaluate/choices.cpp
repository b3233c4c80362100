// SPDX-License-Identifier: Apache-2.0
#include "core/evaluate/choices.h"

#include "core/evaluate/likelihood.h"
#include "core/excerpt.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ropewalk::evaluate {
namespace {

constexpr int most_shots = 1000;

/// The prompt with answered questions before it, an empty line between.
std::string prompt_of(const std::vector<text::Question>& questions, std::size_t index, int few_shot)
{
    std::string out;
    for (std::size_t i = 0; i < questions.size() && few_shot > 0; ++i) {
        if (i == index)
            continue;
        const text::Question& shown = questions[i];
        out += shown.prompt + shown.choices[static_cast<std::size_t>(shown.answer)] + "\n\n";
        --few_shot;
    }
    return out + questions[index].prompt;
}

Result<Answered> answer(const model::Model& model, const rope::FactorSet& set,
    const std::vector<text::Question>& questions, std::size_t index, const ChoicesSettings& settings,
    const YieldPoint& yield)
{
    const text::Question& question = questions[index];
    const std::string prompt = prompt_of(questions, index, settings.few_shot);
    std::vector<Continuation> texts;
    Answered out;
    out.index = index;
    for (const std::string& choice : question.choices) {
        if (!keep_going(yield))
            return cancelled();
        texts.push_back(continuation(*model.tokenizer, model.bos(), prompt, choice));
        out.tokens = std::max(out.tokens, static_cast<std::int64_t>(texts.back().ids.size()));
        if (texts.back().first >= texts.back().ids.size())
            return failure(words("expected a choice that the tokenizer tells from its prompt, found '{1}'",
                               excerpt(choice)),
                {},
                words("question {1}", index));
    }
    const bool fits = settings.within && out.tokens <= model.config.geometry.original_length;
    const rope::FactorSet& turned_by = fits ? *settings.within : set;
    const auto losses = losses_of(model, turned_by, texts, yield);
    if (!losses)
        return tl::unexpected(losses.error());
    for (std::size_t i = 0; i < losses->size(); ++i) {
        const double sum = std::accumulate((*losses)[i].begin(), (*losses)[i].end(), 0.0);
        if (!std::isfinite(sum))
            return failure(words("expected a finite log-likelihood of choice {1} ('{2}'), found {3} with the set {4}: "
                                 "numbers of the model overflow, by themselves or with this set's factors",
                               i, excerpt(question.choices[i]), -sum, turned_by.name),
                {}, words("question {1}", index));
        const auto bytes = static_cast<double>(std::max<std::size_t>(1, question.choices[i].size() - 1)); // no space
        out.scores.push_back(settings.length_normalised ? -sum / bytes : -sum);
    }
    out.chosen = static_cast<int>(std::ranges::max_element(out.scores) - out.scores.begin());
    out.correct = out.chosen == question.answer;
    return out;
}

/// Bytes of the prompt with its longest choice.
std::size_t size_of(const text::Question& question)
{
    std::size_t longest = 0;
    for (const std::string& choice : question.choices)
        longest = std::max(longest, choice.size());
    return question.prompt.size() + longest;
}

Status check(const model::Model& model, const std::vector<text::Question>& questions, int few_shot)
{
    if (!model.tokenizer)
        return failure(words("questions need the model's tokenizer: {1}", model.tokenizer_error));
    if (few_shot < 0 || few_shot > most_shots
        || (few_shot > 0 && static_cast<std::size_t>(few_shot) >= questions.size()))
        return failure(words("expected 0 to {1} answered questions before each, found {2}",
            std::min<std::size_t>(most_shots, questions.empty() ? 0 : questions.size() - 1), few_shot));
    return {};
}

} // namespace

Result<std::int64_t> rows_together(
    const model::Model& model, const std::vector<text::Question>& questions, int few_shot)
{
    if (const Status fits = check(model, questions, few_shot); !fits)
        return tl::unexpected(fits.error());
    const auto largest = std::ranges::max_element(questions, {}, size_of);
    if (largest == questions.end())
        return failure(words("there is no question to ask"));
    const std::string prompt = prompt_of(questions, static_cast<std::size_t>(largest - questions.begin()), few_shot);
    std::int64_t longest = 0;
    for (const std::string& choice : largest->choices)
        longest = std::max(longest, std::ssize(model.tokenizer->encode(prompt + choice)) + (model.bos() ? 1 : 0));
    return tokens_together(longest, std::ssize(largest->choices));
}

Result<std::vector<Answered>> choices(const model::Model& model, const rope::FactorSet& set,
    const std::vector<text::Question>& questions, const ChoicesSettings& settings,
    const std::function<void(const Answered&)>& progress, const YieldPoint& yield)
{
    if (const Status fits = check(model, questions, settings.few_shot); !fits)
        return tl::unexpected(fits.error());
    std::vector<Answered> out;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        auto one = answer(model, set, questions, i, settings, yield);
        if (!one)
            return tl::unexpected(one.error());
        if (progress)
            progress(*one);
        out.push_back(std::move(*one));
    }
    return out;
}

} // namespace ropewalk::evaluate
