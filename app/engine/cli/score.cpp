// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/options.h"
#include "core/protocol/json.h"

namespace ropewalk::engine {

namespace {

struct Options
{
    ModelOptions model;
    FactorOptions factors;
    TextOptions text;
    std::int64_t target = 0;
};

CommandResult run(const Options& options, Console& console, const YieldPoint& yield)
{
    const auto workbench = open_workbench(options.model, console, yield);
    if (!workbench)
        return tl::unexpected(workbench.error());
    if (const auto text = open_text(**workbench, options.text, options.target, console, yield); !text)
        return tl::unexpected(text.error());
    if (const auto enough = check_text(**workbench, options.text, { options.target }); !enough)
        return tl::unexpected(enough.error());
    const auto set = chosen_set(options.factors, (*workbench)->model()->geometry, options.target, console);
    if (!set)
        return tl::unexpected(set.error());

    protocol::ScoreParams params;
    params.set = *set;
    params.target = options.target;
    params.samples = options.text.samples;
    params.split = options.text.split;
    if (const auto fits = check_memory(**workbench, { "score", { params.target }, params.samples }, options.model, console); !fits)
        return tl::unexpected(fits.error());
    const auto score = [&] {
        ProgressBar bar("scoring");
        return (*workbench)
            ->score(
                params, [&](std::int64_t done, std::int64_t total) { bar.update(done, total); }, yield);
    }();
    if (!score)
        return tl::unexpected(Failure(score.error()));
    console.line(headline(**workbench, options.target) + " · " + set->name + " at attention factor "
        + number_text(set->attention_factor, 4));
    console.line("perplexity " + number_text(score->perplexity, 5) + "   nll " + number_text(score->nll, 6)
        + " nats a token   " + std::to_string(score->tokens) + " tokens in "
        + measured_on(score->samples, score->split) + "   " + duration_text(score->seconds));
    nlohmann::json result = to_json(*score);
    result["attention_factor"] = set->attention_factor;
    return result;
}

} // namespace

Command score_command(CLI::App& parent)
{
    CLI::App* app = parent.add_subcommand("score", "Perplexity of a model under a factor set");
    auto options = std::make_shared<Options>();
    add_model_options(*app, options->model);
    add_factor_options(*app, options->factors);
    app->add_option("--target", options->target, "Tokens a window; methods are made for this length")
        ->required()
        ->check(CLI::PositiveNumber);
    add_text_options(*app, options->text, "documents of its own");
    add_split_option(*app, options->text.split);
    add_json_option(*app);
    app->footer(
        "A window is BOS and target - 1 tokens of the held-out part, which no search sees; files of a folder take\n"
        "turns. The perplexity is exp of the mean negative log-likelihood over all their tokens.\n\n"
        "Examples:\n"
        "  ropewalk-engine score --factors yarn --target 2048\n"
        "  ropewalk-engine score --model ~/models/llama --factors found.json --target 16384 \\\n"
        "      --documents book.txt --samples 3 --json");
    return { app,
        [options](Console& console, const YieldPoint& yield) { return run(*options, console, yield); } };
}

} // namespace ropewalk::engine
