// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/csv.h"
#include "app/engine/cli/options.h"
#include "core/protocol/json.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace ropewalk::engine {

namespace {

struct Options
{
    ModelOptions model;
    TextOptions text;
    std::vector<std::string> methods{ "none", "pi", "ntk", "yarn" };
    std::vector<std::int64_t> lengths;
    std::int64_t target = 0;
    protocol::CurveParams curve;
    std::string csv;
};

/// A row a point, and one more for each bin of positions where they were asked for.
CsvTable table_of(const protocol::CurveResult& curve)
{
    CsvTable table({ "set", "length", "perplexity", "low", "high", "tokens", "from", "to", "nll", "windows", "split" });
    for (const protocol::CurvePoint& point : curve.points) {
        table.row({ point.set, point.length, point.perplexity, point.low, point.high, point.tokens, nullptr, nullptr,
            std::log(point.perplexity), point.samples, point.split });
        for (const protocol::PositionLoss& one : point.positions)
            table.row({ point.set, point.length, nullptr, nullptr, nullptr, nullptr, one.from, one.to, one.nll,
                point.samples, point.split });
    }
    return table;
}

/// Tokens of the texts that are needed: windows, or what windows slide over.
std::vector<std::int64_t> texts_of(const Options& options)
{
    if (options.curve.stride == 0)
        return options.lengths;
    return { options.curve.text_length > 0 ? options.curve.text_length : *std::ranges::max_element(options.lengths) };
}

CommandResult run(const Options& options, Console& console, const YieldPoint& yield)
{
    const auto workbench = open_workbench(options.model, console, yield);
    if (!workbench)
        return tl::unexpected(workbench.error());
    const std::int64_t target
        = options.target > 0 ? options.target : *std::ranges::max_element(options.lengths);
    if (const auto text = open_text(**workbench, options.text, target, console, yield); !text)
        return tl::unexpected(text.error());
    if (const auto enough = check_text(**workbench, options.text, texts_of(options)); !enough)
        return tl::unexpected(enough.error());

    protocol::CurveParams params = options.curve;
    params.lengths = options.lengths;
    params.samples = options.text.samples;
    params.split = options.text.split;
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
    const auto begun = std::chrono::steady_clock::now();
    console.line(headline(**workbench, target));
    const auto done = [&] {
        ProgressBar bar("curve");
        const auto total = static_cast<std::int64_t>(params.sets.size() * params.lengths.size());
        return (*workbench)
            ->curve(
                params,
                [&](const protocol::CurvePoint& point) {
                    nlohmann::json shown = to_json(point);
                    shown["method"] = point.set;
                    shown["nll"] = std::log(point.perplexity);
                    points.push_back(std::move(shown));
                    bar.update(static_cast<std::int64_t>(points.size()), total, point.set);
                },
                yield);
    }();
    if (!done)
        return tl::unexpected(Failure(done.error()));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    for (const protocol::CurvePoint& point : done->points)
        console.line(std::to_string(point.length) + " tokens   " + point.set + "   "
            + number_text(point.perplexity, 5) + "   documents " + number_text(point.low, 4) + " to "
            + number_text(point.high, 4) + "   " + measured_on(point.samples, point.split));
    if (const auto written = write_csv(options.csv, table_of(*done)); !written)
        return tl::unexpected(written.error());
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
    add_text_options(*app, options->text, "documents of its own");
    add_split_option(*app, options->text.split);
    app->add_option("--stride", options->curve.stride,
           "Slide windows over one text by so many tokens (default: one window a text)")
        ->check(CLI::PositiveNumber);
    app->add_option("--text-length", options->curve.text_length,
           "Tokens of a text that windows slide over (default: the longest length)")
        ->check(CLI::PositiveNumber);
    app->add_option("--mean", options->curve.mean,
           "token-weighted, or document-mean: of the texts' means, as LongRoPE's released code has it")
        ->check(CLI::IsMember({ "token-weighted", "document-mean" }))
        ->capture_default_str();
    app->add_option("--positions", options->curve.position_bins,
           "Losses by position in the window too, in at most so many bins")
        ->check(CLI::Range(1, 1024));
    add_csv_option(*app, options->csv);
    add_json_option(*app);
    app->footer("A method is made once, for the target, and measured at every length.\n\n"
                "Examples:\n"
                "  ropewalk-engine curve --methods none,pi,ntk,yarn --lengths 256,512,1024,2048\n"
                "  ropewalk-engine curve --methods yarn,found.json --lengths 256,2048 --json");
    return { app,
        [options](Console& console, const YieldPoint& yield) { return run(*options, console, yield); } };
}

} // namespace ropewalk::engine
