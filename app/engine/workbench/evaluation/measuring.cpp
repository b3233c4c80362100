// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/workbench.h"

#include "core/evaluate/perplexity.h"
#include "core/evaluate/sliding.h"

#include <algorithm>
#include <cmath>

namespace ropewalk::engine {

namespace {

constexpr int most_bins = 1024; // of positions

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

Result<evaluate::Score> score_with(Opened& opened, const protocol::ScoreParams& params, evaluate::Mean mean,
    const Progress& progress, const YieldPoint& yield)
{
    if (const Status fits = rope::validate(params.set, opened.info.geometry); !fits)
        return tl::unexpected(fits.error());
    const int samples = params.preview ? 1 : params.samples;
    const auto scorer = opened.scorer(params.target, part_of(params.split), samples, yield);
    if (!scorer)
        return tl::unexpected(scorer.error());
    LayerCount layers(progress, yield, (samples > 0 ? samples : default_samples) * (opened.info.layers + 2));
    return (*scorer)->score(params.set, mean, layers.point());
}

evaluate::Mean mean_of(const std::string& name)
{
    return name == "document-mean" ? evaluate::Mean::document_mean : evaluate::Mean::token_weighted;
}

protocol::CurvePoint point_of(
    const std::string& name, std::int64_t length, const std::string& split, const evaluate::Score& score)
{
    protocol::CurvePoint out{ name, length, score.perplexity };
    for (const double nll : score.document_nll)
        out.documents.push_back(std::exp(nll));
    const auto [low, high] = std::ranges::minmax(out.documents);
    out.low = low;
    out.high = high;
    out.tokens = score.tokens;
    out.samples = static_cast<int>(score.document_nll.size());
    out.split = split;
    return out;
}

Result<protocol::CurvePoint> scored_in(
    Opened& opened, const protocol::CurveParams& params, const rope::FactorSet& set, std::int64_t length, const YieldPoint& yield)
{
    protocol::ScoreParams one;
    one.set = set;
    one.target = length;
    one.split = params.split;
    one.samples = params.samples;
    return score_with(opened, one, mean_of(params.mean), {}, yield).map([&](const evaluate::Score& score) {
        return point_of(set.name, length, params.split, score);
    });
}

Result<protocol::ScoreResult> score_in(
    Opened& opened, const protocol::ScoreParams& params, const Progress& progress, const YieldPoint& yield)
{
    const auto score = score_with(opened, params, evaluate::Mean::token_weighted, progress, yield);
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
    out.window_nll = score->document_nll;
    out.unigram_nll = score->unigram_nll;
    return out;
}

/// Windows that slide over one text, or losses by position: what the kept scorers do not do.
Result<protocol::CurvePoint> slid_in(
    Opened& opened, const protocol::CurveParams& params, const rope::FactorSet& set, std::int64_t length, const YieldPoint& yield)
{
    if (const Status fits = check_target(length); !fits)
        return tl::unexpected(fits.error());
    const std::int64_t longest = *std::ranges::max_element(params.lengths);
    const std::int64_t whole = params.stride == 0 ? length : params.text_length > 0 ? params.text_length : longest;
    if (const Status fits = check_target(whole); !fits)
        return tl::unexpected(fits.error());
    const auto texts = opened.text->windows(part_of(params.split), whole, params.samples, yield);
    if (!texts)
        return tl::unexpected(texts.error());
    const evaluate::SlidingSettings settings{ length, params.stride, params.position_bins, mean_of(params.mean) };
    const auto slid = evaluate::slide(*opened.model, set, *texts, settings, yield);
    if (!slid)
        return tl::unexpected(slid.error());
    protocol::CurvePoint out = point_of(set.name, length, params.split, slid->score);
    for (const evaluate::PositionLoss& one : slid->positions)
        if (one.tokens > 0)
            out.positions.push_back({ one.from, one.to, one.sum / static_cast<double>(one.tokens) });
    return out;
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
        return failure(words("expected at least one set and one length"));
    if (params.position_bins < 0 || params.position_bins > most_bins)
        return failure(
            words("expected 0 to {1} bins, found {2}", most_bins, params.position_bins), {}, "position_bins");
    if (const Status fits = protocol::check_stride(params); !fits)
        return tl::unexpected(fits.error());
    const bool sliding = params.stride != 0 || params.position_bins > 0;
    if (const Status fits = affords({ "curve", params.lengths, params.samples, sliding }); !fits)
        return tl::unexpected(fits.error());
    protocol::CurveResult out;
    for (const std::int64_t length : params.lengths)
        for (const rope::FactorSet& set : params.sets) {
            auto point = sliding ? slid_in(**opened, params, set, length, yield)
                                 : scored_in(**opened, params, set, length, yield);
            if (!point)
                return tl::unexpected(point.error());
            out.points.push_back(std::move(*point));
            if (watch)
                watch(out.points.back());
        }
    return out;
}

} // namespace ropewalk::engine
