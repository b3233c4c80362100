// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/evaluation/asking.h"

#include "app/engine/workbench/resources.h"
#include "app/engine/workbench/shown_text.h"
#include "app/engine/workbench/workbench.h"
#include "core/evaluate/choices.h"
#include "core/rope/methods.h"
#include "core/statistics/intervals.h"

#include <algorithm>
#include <chrono>

namespace ropewalk::engine {

namespace {

constexpr std::size_t most_rows = 5000; // that a result carries; all of them were told one by one
constexpr std::size_t most_question = 400, most_choice = 160; // characters shown

/// The first limit questions of a file, or all; "demo" = the bundled ones.
Result<text::QuestionFile> questions_of(const std::string& name, const std::string& layout, int limit)
{
    std::filesystem::path path = name;
    if (name == "demo") {
        const auto folder = demo_folder();
        if (!folder)
            return tl::unexpected(folder.error());
        path = *folder / "questions.jsonl";
    }
    auto file = text::read_questions(path, layout);
    if (!file)
        return file;
    if (name == "demo")
        file->name = "demo";
    if (limit < 0)
        return failure(words("expected 0 or more questions, found {1}", limit), {}, "limit");
    if (limit > 0 && static_cast<std::size_t>(limit) < file->questions.size())
        file->questions.resize(static_cast<std::size_t>(limit));
    return file;
}

protocol::ChoiceRow travelling(const text::Question& question, const evaluate::Answered& answered)
{
    protocol::ChoiceRow row;
    row.index = static_cast<std::int64_t>(answered.index);
    row.question = shortened_front(question.prompt, most_question);
    for (const std::string& choice : question.choices)
        row.choices.push_back(shortened(choice, most_choice));
    row.answer = question.answer;
    row.chosen = answered.chosen;
    row.scores = answered.scores;
    row.tokens = answered.tokens;
    return row;
}

} // namespace

Result<std::int64_t> longest_asked(const Opened& opened, const protocol::MemoryParams& params)
{
    if (const Status readable = opened.can_read(); !readable)
        return tl::unexpected(readable.error());
    return questions_of(params.questions, params.layout, params.limit)
        .and_then([&](const text::QuestionFile& file) {
            return evaluate::rows_together(*opened.model, file.questions, params.few_shot);
        });
}

Result<protocol::ChoicesResult> Workbench::choices(
    const protocol::ChoicesParams& params, const ChoicesWatch& watch, const YieldPoint& yield)
{
    const auto opened = ready(false);
    if (!opened)
        return tl::unexpected(opened.error());
    if (const Status readable = (*opened)->can_read(); !readable)
        return tl::unexpected(readable.error());
    const rope::Geometry& geometry = (*opened)->info.geometry;
    evaluate::ChoicesSettings settings{ params.few_shot, params.length_normalised, {} };
    if (params.short_mode)
        settings.within = params.short_set.lambda.empty() ? rope::make_set(rope::Method::none, geometry, 1)
                                                          : params.short_set;
    for (const rope::FactorSet* set : { &params.set, settings.within ? &*settings.within : &params.set })
        if (const Status fits = rope::validate(*set, geometry); !fits)
            return tl::unexpected(fits.error());
    const auto begun = std::chrono::steady_clock::now();
    const auto file = questions_of(params.path, params.layout, params.limit);
    if (!file)
        return tl::unexpected(file.error());

    const auto rows = evaluate::rows_together(*(*opened)->model, file->questions, params.few_shot);
    if (!rows)
        return tl::unexpected(rows.error());
    if (const Status fits = affords({ "choices", { *rows } }); !fits)
        return tl::unexpected(fits.error());

    protocol::ChoicesResult out;
    out.name = file->name;
    out.layout = file->layout;
    const auto of = static_cast<std::int64_t>(file->questions.size());
    const auto each = [&](const evaluate::Answered& answered) {
        protocol::ChoiceReport report{ travelling(file->questions[answered.index], answered), ++out.questions, of,
            out.correct += answered.correct, 0, 1 };
        const auto [low, high]
            = statistics::wilson(static_cast<double>(out.correct), static_cast<double>(out.questions));
        out.low = report.low = low;
        out.high = report.high = high;
        out.longest = std::max(out.longest, answered.tokens);
        out.chance += 1.0 / static_cast<double>(report.row.choices.size()) / static_cast<double>(of);
        if (watch)
            watch(report);
        if (out.rows.size() < most_rows)
            out.rows.push_back(std::move(report.row));
    };
    const auto done
        = evaluate::choices(*(*opened)->model, params.set, file->questions, settings, each, yield);
    if (!done)
        return tl::unexpected(done.error());
    out.accuracy = static_cast<double>(out.correct) / static_cast<double>(out.questions);
    out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    return out;
}

} // namespace ropewalk::engine
