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
    FactorOptions factors; ///< of all methods
    std::vector<std::string> methods{ "none", "pi", "ntk", "yarn" };
    std::vector<std::int64_t> lengths;
    std::int64_t target = 0;
    protocol::CurveParams curve;
    CsvOptions csv;
};

/// A set at one length, with its own attention factor and with the one that all sets are compared at.
struct Compared
{
    protocol::CurvePoint own, common;
    double own_factor = 1, common_factor = 1;
};

/// Which of the curve's sets a method is: with its own factor and with the common one (the same where they are equal).
struct Method
{
    std::size_t own = 0, common = 0;
};

std::vector<Compared> compared(
    const protocol::CurveParams& params, const std::vector<Method>& methods, const protocol::CurveResult& curve)
{
    std::vector<Compared> out;
    for (std::size_t first = 0; first < curve.points.size(); first += params.sets.size())
        for (const Method& method : methods)
            out.push_back({ curve.points[first + method.own], curve.points[first + method.common],
                params.sets[method.own].attention_factor, params.sets[method.common].attention_factor });
    return out;
}

/// A row a point, and one more for each bin of positions where they were asked for.
CsvTable table_of(const std::vector<Compared>& curve)
{
    CsvTable table({ "set", "length", "perplexity", "low", "high", "tokens", "from", "to", "nll", "windows", "split",
        "attention_factor", "common_factor", "perplexity_at_common" });
    for (const Compared& one : curve) {
        const protocol::CurvePoint& point = one.own;
        table.row({ point.set, point.length, point.perplexity, point.low, point.high, point.tokens, nullptr, nullptr,
            std::log(point.perplexity), point.samples, point.split, one.own_factor, one.common_factor,
            one.common.perplexity });
        for (const protocol::PositionLoss& loss : point.positions)
            table.row({ point.set, point.length, nullptr, nullptr, nullptr, nullptr, loss.from, loss.to, loss.nll,
                point.samples, point.split, one.own_factor, nullptr, nullptr });
    }
    return table;
}

nlohmann::json json_of(const std::vector<Compared>& curve)
{
    nlohmann::json points = nlohmann::json::array();
    for (const Compared& one : curve) {
        nlohmann::json shown = to_json(one.own);
        shown["method"] = one.own.set;
        shown["nll"] = std::log(one.own.perplexity);
        shown["attention_factor"] = one.own_factor;
        const nlohmann::json common = to_json(one.common);
        shown["at_common_factor"] = { { "attention_factor", one.common_factor }, { "perplexity", common["perplexity"] },
            { "low", common["low"] }, { "high", common["high"] }, { "documents", common["documents"] } };
        points.push_back(std::move(shown));
    }
    return points;
}

void print(const Console& console, const std::vector<Compared>& curve)
{
    for (const Compared& one : curve)
        console.line(std::to_string(one.own.length) + " tokens   " + one.own.set + "   "
            + number_text(one.own.perplexity, 5) + " at its attention factor " + number_text(one.own_factor, 4) + "   "
            + number_text(one.common.perplexity, 5) + " at the common " + number_text(one.common_factor, 4)
            + "   documents " + number_text(one.own.low, 4) + " to " + number_text(one.own.high, 4) + "   "
            + measured_on(one.own.samples, one.own.split));
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
    std::vector<Method> methods;
    for (const std::string& method : options.methods) {
        FactorOptions factors = options.factors;
        factors.factors = method;
        auto set = chosen_set(factors, (*workbench)->model()->geometry, target, console);
        if (!set)
            return tl::unexpected(set.error());
        set->name = method;
        Method& one = methods.emplace_back(Method{ params.sets.size(), params.sets.size() });
        params.sets.push_back(*set);
        factors.attention_factor = "formula";
        set->attention_factor = factors.attention_of(*set, (*workbench)->model()->geometry, target);
        if (set->attention_factor == params.sets.back().attention_factor)
            continue;
        one.common = params.sets.size();
        params.sets.push_back(std::move(*set));
    }
    const protocol::MemoryParams memory{ "curve", params.lengths, params.samples };
    if (const auto fits = check_memory(**workbench, memory, options.model, console); !fits)
        return tl::unexpected(fits.error());

    std::int64_t points = 0;
    const auto begun = std::chrono::steady_clock::now();
    console.line(headline(**workbench, target));
    const auto done = [&] {
        ProgressBar bar("curve");
        const auto total = static_cast<std::int64_t>(params.sets.size() * params.lengths.size());
        return (*workbench)
            ->curve(
                params,
                [&](const protocol::CurvePoint& point) {
                    bar.update(++points, total, point.set);
                },
                yield);
    }();
    if (!done)
        return tl::unexpected(Failure(done.error()));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    const std::vector<Compared> curve = compared(params, methods, *done);
    print(console, curve);
    if (const auto written = write_csv(options.csv, table_of(curve)); !written)
        return tl::unexpected(written.error());
    return nlohmann::json{ { "points", json_of(curve) }, { "seconds", seconds } };
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
    add_attention_option(*app, options->factors);
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
    app->footer("A method is made once, for the target, and measured at every length: with its own attention factor\n"
                "and with the common one, √(1 + ln s/ln L), so that methods are not told apart by that alone.\n\n"
                "Examples:\n"
                "  ropewalk-engine curve --methods none,pi,ntk,yarn --lengths 256,512,1024,2048\n"
                "  ropewalk-engine curve --methods yarn,found.json --lengths 256,2048 --json");
    return { app, [options](Console& console, const YieldPoint& yield) { return run(*options, console, yield); }, true,
        [options] {
            return csv_writing(
                options->csv, open_files(options->model.model, { options->text.documents }, options->methods));
        } };
}

} // namespace ropewalk::engine
