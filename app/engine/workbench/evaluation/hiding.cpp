// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/shown_text.h"
#include "app/engine/workbench/workbench.h"
#include "core/evaluate/passkey.h"
#include "core/excerpt.h"
#include "core/rope/methods.h"
#include "core/statistics/intervals.h"

#include <chrono>
#include <cmath>

namespace ropewalk::engine {

namespace {

constexpr int max_depths = 1000;
constexpr int max_trials = 10000; // a cell
constexpr std::size_t most_trials = 5000; // that a result carries; all of them were told one by one
constexpr std::size_t most_end = 240, most_produced = 80; // characters shown

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begun)
{
    return std::chrono::duration<double>(Clock::now() - begun).count();
}

Status within(const char* place, std::int64_t value, std::int64_t most)
{
    if (value >= 1 && value <= most)
        return {};
    return failure(words("expected 1 to {1}, found {2}", most, value), {}, place);
}

/// PasskeyParams or NeedleParams.
template <class Params>
Status check(const Params& params, const rope::Geometry& geometry)
{
    if (const Status fits = rope::validate(params.set, geometry); !fits)
        return fits;
    if (params.lengths.empty())
        return failure(words("expected at least one length, found none"), {}, "lengths");
    for (const std::int64_t length : params.lengths)
        if (const Status fits = check_target(length); !fits)
            return fits;
    for (const Status& fits : { within("depths", params.depths, max_depths),
             within("trials", params.trials, max_trials), within("keys", params.keys, text::most_keys) })
        if (!fits)
            return fits;
    return {};
}

/// The text at path to hide keys in, or the opened one; null = the demo's sentences.
Result<std::shared_ptr<const TextSource>> filler_text(
    const Opened& opened, const std::string& path, const YieldPoint& yield)
{
    if (path.empty())
        return opened.text;
    return TextSource::open(path, {}, opened.tokens, yield);
}

template <class Params>
Result<evaluate::PasskeySettings> settings_of(
    const Opened& opened, const TextSource* text, const Params& params, const YieldPoint& yield)
{
    auto filler = text ? text->filler(part_of(params.split), yield) : text::Filler();
    if (!filler)
        return tl::unexpected(filler.error());
    const auto runtime = formats::runtime_from_key(params.runtime);
    if (!runtime && params.runtime != "engine")
        return failure(
            words("expected engine, transformers, vllm or llama.cpp, found '{1}'", excerpt(params.runtime)), {},
            "runtime");
    evaluate::PasskeySettings settings;
    settings.lengths = params.lengths;
    settings.depths = params.depths;
    settings.trials = params.trials;
    settings.seed = params.seed;
    settings.filler = std::move(*filler);
    settings.keys = params.keys;
    settings.runtime = runtime;
    settings.short_set = params.short_set.lambda.empty() ? rope::make_set(rope::Method::none, opened.info.geometry, 1)
                                                         : params.short_set;
    return settings;
}

protocol::PasskeyCell travelling(const evaluate::PasskeyCell& cell)
{
    const auto [low, high] = statistics::wilson(cell.correct, cell.trials);
    return { cell.length, cell.depth, cell.trials, cell.correct, low, high };
}

protocol::PasskeyTrial travelling(const evaluate::PasskeyCell& cell, const evaluate::PasskeyTrial& trial)
{
    return { cell.length, cell.depth, trial.trial, shortened_front(trial.prompt_end, most_end), trial.expected,
        shortened(trial.produced, most_produced), trial.correct, trial.is_long ? "set" : "short" };
}

protocol::NeedlePoint travelling(const evaluate::NeedlePoint& point)
{
    const double nll = point.tokens > 0 ? point.nll / static_cast<double>(point.tokens) : 0;
    return { point.length, point.depth, point.trials, point.tokens, nll, std::exp(nll) };
}

} // namespace

struct Workbench::Hiding
{
    std::shared_ptr<const model::Model> model;
    evaluate::PasskeySettings settings;
    std::string filler, split;
    Clock::time_point begun;
};

template <class Params>
Result<Workbench::Hiding> Workbench::hiding(
    const std::string& job, const Params& params, const YieldPoint& yield) const
{
    const auto opened = ready(false);
    if (!opened)
        return tl::unexpected(opened.error());
    if (const Status readable = (*opened)->can_read(); !readable)
        return tl::unexpected(readable.error());
    if (const Status fits = check(params, (*opened)->info.geometry); !fits)
        return tl::unexpected(fits.error());
    const auto text = filler_text(**opened, params.filler, yield);
    if (!text)
        return tl::unexpected(text.error());
    auto settings = settings_of(**opened, text->get(), params, yield);
    if (!settings)
        return tl::unexpected(settings.error());
    const bool made = !settings->filler;
    if (const Status fits = affords({ job, params.lengths }); !fits)
        return tl::unexpected(fits.error());
    return Hiding{ (*opened)->model, std::move(*settings), made ? "demo" : (*text)->name(),
        made ? "held-out" : params.split, Clock::now() };
}

Result<protocol::PasskeyResult> Workbench::passkey(
    const protocol::PasskeyParams& params, const PasskeyWatch& watch, const YieldPoint& yield)
{
    const auto asked = hiding("passkey", params, yield);
    if (!asked)
        return tl::unexpected(asked.error());
    protocol::PasskeyResult out;
    const auto each = [&](const evaluate::PasskeyCell& cell, const evaluate::PasskeyTrial& trial) {
        const protocol::PasskeyCellReport report{ travelling(cell), travelling(cell, trial) };
        if (watch)
            watch(report);
        if (out.trials.size() < most_trials)
            out.trials.push_back(report.trial);
    };
    const auto cells = evaluate::passkey(*asked->model, params.set, asked->settings, each, yield);
    if (!cells)
        return tl::unexpected(cells.error());
    int trials = 0, correct = 0;
    for (const evaluate::PasskeyCell& cell : *cells) {
        out.cells.push_back(travelling(cell));
        trials += cell.trials;
        correct += cell.correct;
    }
    out.accuracy = trials > 0 ? static_cast<double>(correct) / static_cast<double>(trials) : 0;
    const auto [low, high] = statistics::wilson(correct, trials);
    out.low = low;
    out.high = high;
    out.filler = asked->filler;
    out.split = asked->split;
    out.seconds = seconds_since(asked->begun);
    return out;
}

Result<protocol::NeedleResult> Workbench::needle(
    const protocol::NeedleParams& params, const NeedleWatch& watch, const YieldPoint& yield)
{
    const auto asked = hiding("needle", params, yield);
    if (!asked)
        return tl::unexpected(asked.error());
    const auto each = [&](const evaluate::NeedlePoint& point) {
        if (watch)
            watch({ travelling(point) });
    };
    const auto points = evaluate::needle(*asked->model, params.set, asked->settings, each, yield);
    if (!points)
        return tl::unexpected(points.error());
    protocol::NeedleResult out;
    double nll = 0;
    std::int64_t tokens = 0;
    for (const evaluate::NeedlePoint& point : *points) {
        out.points.push_back(travelling(point));
        nll += point.nll;
        tokens += point.tokens;
    }
    out.nll = tokens > 0 ? nll / static_cast<double>(tokens) : 0;
    out.perplexity = std::exp(out.nll);
    out.filler = asked->filler;
    out.split = asked->split;
    out.seconds = seconds_since(asked->begun);
    return out;
}

} // namespace ropewalk::engine
