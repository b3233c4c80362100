// SPDX-License-Identifier: Apache-2.0
#include "core/text/questions/question_file.h"

#include "core/text/questions/question_layouts.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

namespace ropewalk::text {

namespace {

using nlohmann::json;

constexpr std::size_t longest_line = 16u << 20; // bytes
constexpr std::size_t most_questions = 1u << 20;

Words names_of(const json& object)
{
    std::string out;
    for (const auto& [key, value] : object.items())
        out += (out.empty() ? "" : ", ") + key.substr(0, 40);
    return out.empty() ? words("none") : as_is(out.substr(0, 400));
}

const QuestionLayout* layout_of(const json& object, const std::string& wanted)
{
    for (const QuestionLayout& one : question_layouts())
        if (wanted == "auto" ? one.fits(object) : one.name == wanted)
            return &one;
    return nullptr;
}

Result<Question> question_of(const std::string& line, const std::string& wanted, const QuestionLayout*& layout)
{
    const json object = json::parse(line, nullptr, false);
    if (!object.is_object())
        return failure(object.is_discarded() ? words("expected a JSON object, found no JSON")
                                             : words("expected a JSON object, found {1}", object.type_name()));
    if (!layout)
        layout = layout_of(object, wanted);
    if (!layout || !layout->fits(object))
        return failure(words("expected the fields of {1}, found {2}",
            layout ? as_is(std::string(layout->name))
                   : words("ARC, HellaSwag, MMLU, TruthfulQA mc1 or question, choices, answer"),
            names_of(object)));
    auto question = layout->read(object);
    if (question && question->choices.size() < 2)
        return failure(words("expected two choices or more, found {1}", question->choices.size()));
    return question;
}

} // namespace

Result<QuestionFile> read_questions(const std::filesystem::path& file, const std::string& layout)
{
    std::ifstream in(file, std::ios::binary);
    std::error_code error;
    if (!in || std::filesystem::is_directory(file, error))
        return failure(words("cannot be read: expected a file of JSON lines"), file.string());
    QuestionFile out{file.filename().string(), {}, {}};
    const QuestionLayout* chosen = nullptr;
    std::string line;
    for (std::size_t number = 1; std::getline(in, line); ++number) {
        const Words place = at_line(number);
        if (line.size() > longest_line || out.questions.size() == most_questions)
            return failure(words("expected at most {1} lines of 16 MiB", most_questions), file.string(), place);
        if (line.find_first_not_of(" \t\r") == std::string::npos)
            continue;
        auto question = question_of(line, layout, chosen);
        if (!question) {
            const Error& why = question.error();
            return failure(why.message, file.string(), why.place.empty() ? place : words("{1}, {2}", place, why.place));
        }
        out.questions.push_back(std::move(*question));
    }
    if (out.questions.empty())
        return failure(words("expected a question a line, found none"), file.string());
    out.layout = chosen->name;
    return out;
}

} // namespace ropewalk::text
