// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/csv.h"
#include "app/engine/cli/options.h"
#include "core/protocol/json.h"

namespace ropewalk::engine {

namespace {

struct Options
{
    ModelOptions model;
    FactorOptions factors;
    std::int64_t target = 0;
    protocol::ChoicesParams choices;
    std::string short_factors;
    CsvOptions csv;
    bool by_sum = false;
};

CsvTable table_of(const protocol::ChoicesResult& result)
{
    CsvTable table({ "index", "question", "answer", "chosen", "correct", "score_of_answer", "score_of_chosen", "tokens" });
    for (const protocol::ChoiceRow& row : result.rows)
        table.row({ row.index, row.question, row.answer, row.chosen, row.answer == row.chosen,
            row.scores[static_cast<std::size_t>(row.answer)], row.scores[static_cast<std::size_t>(row.chosen)],
            row.tokens });
    return table;
}

CommandResult run(const Options& options, Console& console, const YieldPoint& yield)
{
    const auto workbench = open_workbench(options.model, console, yield);
    if (!workbench)
        return tl::unexpected(workbench.error());
    const rope::Geometry& geometry = (*workbench)->model()->geometry;
    const std::int64_t target = options.target > 0 ? options.target : geometry.original_length;
    const auto set = chosen_set(options.factors, geometry, target, console);
    if (!set)
        return tl::unexpected(set.error());
    protocol::ChoicesParams params = options.choices;
    params.set = *set;
    params.length_normalised = !options.by_sum;
    if (!options.short_factors.empty()) {
        FactorOptions within;
        within.factors = options.short_factors;
        within.served = geometry.original_length;
        const auto short_set = chosen_set(within, geometry, target, console);
        if (!short_set)
            return tl::unexpected(short_set.error());
        params.short_set = *short_set;
        params.short_mode = true;
    }
    const auto result = [&] {
        ProgressBar bar("questions");
        return (*workbench)
            ->choices(
                params,
                [&](const protocol::ChoiceReport& report) {
                    bar.update(report.questions, report.of, std::to_string(report.correct) + " right");
                },
                yield);
    }();
    if (!result)
        return tl::unexpected(Failure(result.error()));
    if (const auto written = write_csv(options.csv, table_of(*result)); !written)
        return tl::unexpected(written.error());
    console.line(headline(**workbench, target) + " · " + set->name);
    console.line(result->name + " (" + result->layout + "): " + std::to_string(result->correct) + " of "
        + std::to_string(result->questions) + " right, " + number_text(100 * result->accuracy, 3) + " % ("
        + number_text(100 * result->low, 3) + " to " + number_text(100 * result->high, 3) + "), by chance "
        + number_text(100 * result->chance, 3) + " %   " + duration_text(result->seconds));
    return to_json(*result);
}

} // namespace

Command choices_command(CLI::App& parent)
{
    CLI::App* app = parent.add_subcommand("choices", "Multiple-choice questions, answered by likelihood");
    auto options = std::make_shared<Options>();
    options->choices.path = "demo";
    add_model_options(*app, options->model);
    add_factor_options(*app, options->factors);
    app->add_option("--target", options->target, "The length that methods are made for (default: the model's own)")
        ->check(CLI::PositiveNumber);
    app->add_option("--questions", options->choices.path,
           "JSON lines in the layout of ARC, HellaSwag, MMLU, TruthfulQA mc1, or question, choices, answer; or demo: "
           "the bundled model's own")
        ->capture_default_str();
    app->add_option("--layout", options->choices.layout, "auto (by the fields), or one of these")
        ->check(CLI::IsMember({ "auto", "arc", "hellaswag", "mmlu", "truthfulqa", "plain" }))
        ->capture_default_str();
    app->add_option("--few-shot", options->choices.few_shot, "Answered questions before each one")
        ->check(CLI::Range(0, 1000))
        ->capture_default_str();
    app->add_option("--limit", options->choices.limit, "Questions from the file's start (default: all)")
        ->check(CLI::PositiveNumber);
    app->add_flag("--sum", options->by_sum, "Compare log-likelihoods by their sum, not a byte");
    app->add_option("--short-factors", options->short_factors,
        "Short mode: questions that fit in the model's own length are read with these (none, or a factor file)");
    add_csv_option(*app, options->csv);
    add_json_option(*app);
    app->footer("The choice with the greatest log-likelihood after the question is taken; the interval is Wilson's at "
                "95 %.\n\n"
                "Examples:\n"
                "  ropewalk-engine choices --factors yarn --target 2048\n"
                "  ropewalk-engine choices --model ~/models/llama --factors found.json --target 16384 \\\n"
                "      --questions arc.jsonl --few-shot 25 --short-factors none --csv answers.csv --json");
    return { app, [options](Console& console, const YieldPoint& yield) { return run(*options, console, yield); }, true,
        [options] {
            return csv_writing(options->csv,
                open_files(options->model.model, { options->choices.path },
                    { options->factors.factors, options->short_factors }));
        } };
}

} // namespace ropewalk::engine
