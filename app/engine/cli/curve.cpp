// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/options.h"

#include <algorithm>

namespace ropewalk::engine {

namespace {

struct Options
{
    ModelOptions model;
    TextOptions text;
    std::vector<std::string> methods{ "none", "pi", "ntk", "yarn" };
    std::vector<std::int64_t> lengths;
    std::int64_t target = 0;
};

CommandResult run(const Options& options, Console& console, const YieldPoint& yield)
{
    const auto workbench = open_workbench(options.model, console, yield);
    if (!workbench)
        return tl::unexpected(workbench.error());
    const std::int64_t target
        = options.target > 0 ? options.target : *std::ranges::max_element(options.lengths);
    if (const auto text = open_text(**workbench, options.text, target, console); !text)
        return tl::unexpected(text.error());

    protocol::CurveParams params;
    params.lengths = options.lengths;
    params.samples = options.text.samples;
    params.split = (*workbench)->documents_path() == "demo" ? "held-out" : "whole";
    for (const std::string& method : options.methods) {
        FactorOptions factors;
        factors.factors = method;
        auto set = chosen_set(factors, (*workbench)->model()->geometry, target, console);
        if (!set)
            return tl::unexpected(set.error());
        set->name = method;
        params.sets.push_back(std::move(*set));
    }
    if (const auto fits = check_memory(**workbench, { "curve", params.lengths, params.samples }, options.model, console); !fits)
        return tl::unexpected(fits.error());

    nlohmann::json points = nlohmann::json::array();
    double seconds = 0;
    console.line(headline(**workbench, target));
    const auto done = [&] {
        ProgressBar bar("curve");
        const auto total = static_cast<std::int64_t>(params.sets.size() * params.lengths.size());
        return (*workbench)
            ->curve(
                params,
                [&](const protocol::CurvePoint& point, const protocol::ScoreResult& score) {
                    points.push_back({ { "method", point.set }, { "length", point.length },
                        { "perplexity", point.perplexity }, { "nll", score.nll },
                        { "tokens", score.tokens } });
                    seconds += score.seconds;
                    bar.update(static_cast<std::int64_t>(points.size()), total, point.set);
                },
                yield);
    }();
    if (!done)
        return tl::unexpected(Failure(done.error()));
    for (const protocol::CurvePoint& point : done->points)
        console.line(std::to_string(point.length) + " tokens   " + point.set + "   "
            + number_text(point.perplexity, 5));
    return nlohmann::json{ { "points", points }, { "seconds", seconds } };
}

} // namespace

Command curve_command(CLI::App& parent)
{
    CLI::App* app = parent.add_subcommand("curve", "Perplexity of several methods over the length");
    auto options = std::make_shared<Options>();
    add_model_options(*app, options->model);
    app->add_option("--methods", options->methods, "Methods and factor files, comma-separated")
        ->delimiter(',')
        ->capture_default_str();
    app->add_option("--lengths", options->lengths, "Tokens a window, comma-separated")
        ->delimiter(',')
        ->required()
        ->check(CLI::PositiveNumber);
    app->add_option(
           "--target", options->target, "The length that methods are made for (default: the longest)")
        ->check(CLI::PositiveNumber);
    add_text_options(*app, options->text, "the held-out documents");
    add_json_option(*app);
    app->footer("A method is made once, for the target, and measured at every length.\n\n"
                "Examples:\n"
                "  ropewalk-engine curve --methods none,pi,ntk,yarn --lengths 256,512,1024,2048\n"
                "  ropewalk-engine curve --methods yarn,found.json --lengths 256,2048 --json");
    return { app,
        [options](Console& console, const YieldPoint& yield) { return run(*options, console, yield); } };
}

} // namespace ropewalk::engine
