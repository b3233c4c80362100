// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/factor_set.h"

#include <cstdint>
#include <string>
#include <vector>

/// What multiple-choice questions take, report and return: "choices".
namespace ropewalk::protocol {

struct ChoicesParams
{
    rope::FactorSet set;
    std::string path; ///< JSON lines on the engine's machine; "demo" is the bundled model's own questions
    std::string layout = "auto"; ///< by the fields found, or "arc", "hellaswag", "mmlu", "truthfulqa", "plain"
    int few_shot = 0; ///< answered questions before each one, taken from the file's others
    bool length_normalised = true; ///< log-likelihood a byte of the choice; false = its sum
    int limit = 0; ///< questions, from the file's start; 0 = all
    bool short_mode = false; ///< prompts of at most L tokens are scored with short_set
    rope::FactorSet short_set; ///< of short mode; λ empty = plain rotation
};

/// One question as it was answered.
struct ChoiceRow
{
    std::int64_t index = 0; ///< in the file, from 0
    std::string question; ///< cut at some length
    std::vector<std::string> choices; ///< cut likewise
    int answer = 0, chosen = 0; ///< indices into choices
    std::vector<double> scores; ///< of the choices, as compared: nats, or nats a byte
    std::int64_t tokens = 0; ///< prompt and longest choice
};

/// "choices/question": a row and the count with it.
struct ChoiceReport
{
    ChoiceRow row;
    std::int64_t questions = 0, of = 0, correct = 0; ///< so far, in all, right so far
    double low = 0, high = 1; ///< Wilson interval so far, z = 1.96
};

struct ChoicesResult
{
    std::string name; ///< of the questions
    std::string layout; ///< as it was read
    std::int64_t questions = 0, correct = 0;
    double accuracy = 0, low = 0, high = 1; ///< 0 … 1; Wilson interval, z = 1.96
    double chance = 0; ///< accuracy of guessing
    std::int64_t longest = 0; ///< tokens of the longest prompt with its choice
    std::vector<ChoiceRow> rows;
    double seconds = 0;
};

} // namespace ropewalk::protocol
