// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/workbench.h"

#include "core/evaluate/passkey.h"
#include "core/evaluate/perplexity.h"

#include <algorithm>
#include <chrono>

namespace ropewalk::engine {

namespace {

constexpr int max_depths = 1000;
constexpr int max_trials = 10000; // a cell

/// The work's yield point, counting layers: a forward pass yields before every layer and some more times at
/// its end.
class LayerCount
{
public:
    LayerCount(const Progress& progress, const YieldPoint& yield, std::int64_t total)
        : m_progress(progress)
        , m_yield(yield)
        , m_total(std::max<std::int64_t>(total, 1))
    {
    }
    YieldPoint point()
    {
        return [this] {
            m_done = std::min(m_done + 1, m_total - 1);
            if (m_progress)
                m_progress(m_done, m_total);
            return keep_going(m_yield);
        };
    }

private:
    const Progress& m_progress;
    const YieldPoint& m_yield;
    std::int64_t m_done = 0;
    std::int64_t m_total;
};

Result<protocol::ScoreResult> score_in(
    Opened& opened, const protocol::ScoreParams& params, const Progress& progress, const YieldPoint& yield)
{
    if (const Status fits = rope::validate(params.set, opened.info.geometry); !fits)
        return tl::unexpected(fits.error());
    const int samples = params.preview ? 1 : params.samples;
    const auto scorer = opened.scorer(params.target, part_of(params.split), samples, yield);
    if (!scorer)
        return tl::unexpected(scorer.error());
    LayerCount layers(progress, yield, (samples > 0 ? samples : default_samples) * (opened.info.layers + 2));
    const auto score = (*scorer)->score(params.set, evaluate::Mean::token_weighted, layers.point());
    if (!score)
        return tl::unexpected(score.error());
    protocol::ScoreResult out;
    out.perplexity = score->perplexity;
    out.nll = score->nll;
    out.seconds = score->seconds;
    out.tokens = score->tokens;
    out.target = params.target;
    out.samples = static_cast<int>(score->document_nll.size());
    out.split = params.split;
    out.preview = params.preview;
    return out;
}

Status check(const protocol::PasskeyParams& params, const rope::Geometry& geometry)
{
    if (const Status fits = rope::validate(params.set, geometry); !fits)
        return fits;
    if (params.lengths.empty())
        return failure("expected at least one length, found none", {}, "lengths");
    for (const std::int64_t length : params.lengths)
        if (const Status fits = check_target(length); !fits)
            return fits;
    if (params.depths < 1 || params.depths > max_depths)
        return failure(
            "expected 1 to " + std::to_string(max_depths) + ", found " + std::to_string(params.depths), {},
            "depths");
    if (params.trials < 1 || params.trials > max_trials)
        return failure(
            "expected 1 to " + std::to_string(max_trials) + ", found " + std::to_string(params.trials), {},
            "trials");
    return {};
}

protocol::PasskeyCell travelling(const evaluate::PasskeyCell& cell)
{
    return { cell.length, cell.depth, cell.trials, cell.correct };
}

} // namespace

Result<protocol::ScoreResult> Workbench::score(
    const protocol::ScoreParams& params, const Progress& progress, const YieldPoint& yield)
{
    const auto opened = ready(true);
    if (!opened)
        return tl::unexpected(opened.error());
    if (const Status fits = affords({ "score", { params.target }, params.preview ? 1 : params.samples }); !fits)
        return tl::unexpected(fits.error());
    return score_in(**opened, params, progress, yield);
}

Result<protocol::CurveResult> Workbench::curve(
    const protocol::CurveParams& params, const CurveWatch& watch, const YieldPoint& yield)
{
    const auto opened = ready(true);
    if (!opened)
        return tl::unexpected(opened.error());
    if (params.sets.empty() || params.lengths.empty())
        return failure("expected at least one set and one length");
    if (const Status fits = affords({ "curve", params.lengths, params.samples }); !fits)
        return tl::unexpected(fits.error());
    protocol::CurveResult out;
    for (const std::int64_t length : params.lengths)
        for (const rope::FactorSet& set : params.sets) {
            protocol::ScoreParams one;
            one.set = set;
            one.target = length;
            one.split = params.split;
            one.samples = params.samples;
            const auto score = score_in(**opened, one, {}, yield);
            if (!score)
                return tl::unexpected(score.error());
            out.points.push_back({ set.name, length, score->perplexity });
            if (watch)
                watch(out.points.back(), *score);
        }
    return out;
}

Result<protocol::PasskeyResult> Workbench::passkey(const protocol::PasskeyParams& params,
    const std::function<void(const protocol::PasskeyCell&)>& watch, const YieldPoint& yield)
{
    const auto opened = ready(false);
    if (!opened)
        return tl::unexpected(opened.error());
    if (const Status readable = (*opened)->can_read(); !readable)
        return tl::unexpected(readable.error());
    if (const Status fits = check(params, (*opened)->info.geometry); !fits)
        return tl::unexpected(fits.error());
    if (const Status fits = affords({ "passkey", params.lengths, 0 }); !fits)
        return tl::unexpected(fits.error());
    const auto begun = std::chrono::steady_clock::now();
    auto filler = (*opened)->text ? (*opened)->text->filler() : text::Filler();
    if (!filler)
        return tl::unexpected(filler.error());
    evaluate::PasskeySettings settings;
    settings.lengths = params.lengths;
    settings.depths = params.depths;
    settings.trials = params.trials;
    settings.seed = params.seed;
    settings.filler = std::move(*filler);
    const auto each = [&](const evaluate::PasskeyCell& cell) {
        if (watch)
            watch(travelling(cell));
    };
    const auto cells = evaluate::passkey(*(*opened)->model, params.set, settings, each, yield);
    if (!cells)
        return tl::unexpected(cells.error());
    protocol::PasskeyResult out;
    std::int64_t trials = 0, correct = 0;
    for (const evaluate::PasskeyCell& cell : *cells) {
        out.cells.push_back(travelling(cell));
        trials += cell.trials;
        correct += cell.correct;
    }
    out.accuracy = trials > 0 ? static_cast<double>(correct) / static_cast<double>(trials) : 0;
    out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    return out;
}

} // namespace ropewalk::engine
