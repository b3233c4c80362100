// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace ropewalk::text {

/// A multiple-choice question as a model reads it: each choice is what may follow the prompt, its leading space
/// included.
struct Question
{
    std::string prompt;
    std::vector<std::string> choices; ///< two or more
    int answer = 0; ///< index of the right one
    bool operator==(const Question&) const = default;
};

struct QuestionFile
{
    std::string name; ///< the file's
    std::string layout; ///< "plain", "arc", "hellaswag", "mmlu", "truthfulqa"
    std::vector<Question> questions;
};

/// Reads JSON lines, one question a line; empty lines are skipped. layout "auto" goes by the fields of the first line:
///   plain       question, choices [text…], answer (index, or the choice's own text): the question, then a choice
///   arc         question, choices {text […], label […]}, answerKey: "Question: …\nAnswer: …"
///   hellaswag   ctx (or ctx_a, ctx_b), endings […], label, activity_label: "activity: context ending"
///   mmlu        question, subject, choices [text…], answer (index or letter): choices listed under letters, which are
///               what is compared
///   truthfulqa  question, mc1_targets {choices […], labels […]} or {choice: 0 or 1, …}: "Q: …\nA: …"
/// An error names the file, the line, and the fields that were found where no layout fits. A file without questions is
/// one too.
Result<QuestionFile> read_questions(const std::filesystem::path& file, const std::string& layout = "auto");

/// The bundled set: what a text of the demo's world said, asked for at its end with three other answers out of the same
/// text where it has them. A function of the count alone; each fits 256 tokens of the bundled model.
std::vector<Question> demo_questions(int count);
/// … as the bundled file holds it, in the plain layout.
std::string demo_questions_file();

} // namespace ropewalk::text
