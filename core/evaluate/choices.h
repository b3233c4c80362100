// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/model.h"
#include "core/text/questions/question_file.h"

#include <functional>

namespace ropewalk::evaluate {

struct ChoicesSettings
{
    int few_shot = 0; ///< answered questions before each one: the set's first others
    bool length_normalised = true; ///< a choice's log-likelihood over its bytes; false = its sum
    std::optional<rope::FactorSet> within; ///< instead of the set where prompt and choices fit in L tokens
};

/// One question as it was answered: the choice with the greatest score, the first of equals.
struct Answered
{
    std::size_t index = 0;
    int chosen = 0;
    bool correct = false;
    std::vector<double> scores; ///< log-likelihood of each choice, nats, or nats a byte
    std::int64_t tokens = 0; ///< prompt and longest choice
};

/// Tokens that run together at most: of the question with the most bytes, its choices together as losses_of has them.
Result<std::int64_t> rows_together(
    const model::Model& model, const std::vector<text::Question>& questions, int few_shot);

/// Multiple choice by likelihood. Called with every answer; the model must have a tokenizer. A choice whose score is not
/// finite is an error that names it.
Result<std::vector<Answered>> choices(const model::Model& model, const rope::FactorSet& set,
    const std::vector<text::Question>& questions, const ChoicesSettings& settings,
    const std::function<void(const Answered&)>& progress = {}, const YieldPoint& yield = {});

} // namespace ropewalk::evaluate
