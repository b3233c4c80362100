// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/options.h"
#include "core/protocol/json.h"
#include "core/rope/methods.h"

#include <algorithm>
#include <cmath>

namespace ropewalk::engine {

namespace {

struct Options
{
    ModelOptions model;
    FactorOptions factors;
    TextOptions text;
    std::int64_t target = 0;
};

/// Where counting tokens does better than the model: whether it is the text that the model does not know, which plain
/// RoPE within the trained length says, or the stretching that failed.
Result<Words> why_worse_than_counting(Workbench& workbench, protocol::ScoreParams params,
    const protocol::ScoreResult& found, const YieldPoint& yield)
{
    const rope::Geometry& geometry = workbench.model()->geometry;
    if (!(found.nll > found.unigram_nll))
        return Words();
    params.target = std::min(params.target, geometry.original_length);
    params.set = rope::make_set(rope::Method::none, geometry, params.target);
    const auto inside = workbench.score(params, {}, yield);
    if (!inside)
        return tl::unexpected(inside.error());
    if (!(inside->nll > inside->unigram_nll))
        return Words();
    return words("this text, or its tokenizer, seems foreign to the model: within its own {1} tokens its perplexity is "
                 "{2}, and that of one who only counts the tokens is {3}",
        params.target, Number{ inside->perplexity, Number::Form::significant, 3 },
        Number{ std::exp(inside->unigram_nll), Number::Form::significant, 3 });
}

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
    const auto odd = why_worse_than_counting(**workbench, params, *score, yield);
    if (!odd)
        return tl::unexpected(Failure(odd.error()));
    nlohmann::json out = to_json(*score);
    out["attention_factor"] = set->attention_factor;
    if (!odd->empty()) {
        console.note("warning: " + odd->text());
        out["warnings"] = { odd->text() };
    }
    return out;
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
