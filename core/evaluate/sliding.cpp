// SPDX-License-Identifier: Apache-2.0
#include "core/evaluate/sliding.h"

#include "core/evaluate/entropy.h"
#include "core/evaluate/window_check.h"
#include "core/model/memory/failure.h"
#include "core/model/scoring/forward.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

namespace ropewalk::evaluate {
namespace {

/// Adds the losses of the tokens that stand at first … in a window.
void add_positions(std::vector<PositionLoss>& bins, std::int64_t first, const std::vector<double>& losses)
{
    for (PositionLoss& bin : bins)
        for (std::int64_t n = std::max(first, bin.from); n < std::min(first + std::ssize(losses), bin.to); ++n) {
            bin.sum += losses[static_cast<std::size_t>(n - first)];
            ++bin.tokens;
        }
}

/// A text's ids before `end`, as many as a window of `length` takes; BOS first where the text has it, behind its
/// beginning too.
std::vector<text::Token> window_before(
    std::span<const text::Token> text, std::int64_t end, std::int64_t length, std::optional<text::Token> bos)
{
    if (end <= length)
        return {text.begin(), text.begin() + end};
    std::vector<text::Token> ids;
    if (bos && text.front() == *bos)
        ids.push_back(*bos);
    const std::int64_t begin = end - length + std::ssize(ids);
    ids.insert(ids.end(), text.begin() + begin, text.begin() + end);
    return ids;
}

Result<std::vector<double>> window_losses(const model::Model& model, std::span<const text::Token> ids,
    const model::Rotation& rotation, std::int64_t first, const YieldPoint& yield)
{
    const std::span<const text::Token> one[] = {ids};
    const model::ScoringInput input = model::prepare_input(model, one);
    const model::Rotation here{
        rotation.cos.narrow(0, 0, input.length), rotation.sin.narrow(0, 0, input.length)};
    const auto hidden = model::scoring_hidden(model, input, here, yield);
    if (!hidden)
        return tl::unexpected(hidden.error());
    return model::token_losses(model, input, *hidden, 0, first, input.length - first, yield);
}

Status check(const model::Model& model, const rope::FactorSet& set, const std::vector<text::Window>& texts,
    const SlidingSettings& settings)
{
    if (Status fits = rope::validate(set, model.config.geometry); !fits)
        return fits;
    if (texts.empty())
        return failure(words("there is no text to score"));
    for (const text::Window& text : texts)
        if (Status fits = check_window(model, text); !fits)
            return fits;
    if (settings.length < 2)
        return failure(words("expected windows of 2 tokens or more, found {1}", settings.length), {}, "length");
    if (settings.stride < 0 || settings.stride >= settings.length)
        return failure(
            words("expected a stride of 0 to {1}, found {2}", settings.length - 1, settings.stride), {}, "stride");
    return {};
}

Result<SlidingScore> run(const model::Model& model, const rope::FactorSet& set,
    const std::vector<text::Window>& texts, const SlidingSettings& settings, const YieldPoint& yield)
{
    const auto start = std::chrono::steady_clock::now();
    SlidingScore out;
    for (const QueryBin& bin : query_bins(settings.length - 1, settings.position_bins, true))
        out.positions.push_back({bin.from + 1, bin.to + 1}); // position 0 is never predicted
    const model::Rotation rotation
        = model::make_rotation(model.config.geometry, set, 0, settings.length, model.device);
    double total = 0, of_means = 0;
    for (const text::Window& text : texts) {
        const auto all = static_cast<std::int64_t>(text.ids.size());
        double sum = 0;
        std::int64_t scored = 1; // ids that need no scoring any more
        for (std::int64_t end = std::min(all, settings.length); scored < end;
             end = settings.stride > 0 ? std::min(all, end + settings.stride) : scored) {
            const std::vector<text::Token> ids = window_before(text.ids, end, settings.length, model.bos());
            const std::int64_t first = std::ssize(ids) - (end - scored); // of those that this window scores
            const auto losses = window_losses(model, ids, rotation, first, yield);
            if (!losses)
                return tl::unexpected(losses.error());
            add_positions(out.positions, first, *losses);
            sum = std::accumulate(losses->begin(), losses->end(), sum);
            scored = end;
        }
        out.score.document_nll.push_back(sum / static_cast<double>(scored - 1));
        out.score.tokens += scored - 1;
        total += sum;
        of_means += out.score.document_nll.back() / static_cast<double>(texts.size());
    }
    out.score.nll
        = settings.mean == Mean::document_mean ? of_means : total / static_cast<double>(out.score.tokens);
    out.score.perplexity = std::exp(out.score.nll);
    out.score.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return out;
}

} // namespace

Result<SlidingScore> slide(const model::Model& model, const rope::FactorSet& set,
    const std::vector<text::Window>& texts, const SlidingSettings& settings, const YieldPoint& yield)
{
    if (const Status fits = check(model, set, texts, settings); !fits)
        return tl::unexpected(fits.error());
    return model::guarded([&] { return run(model, set, texts, settings, yield); });
}

} // namespace ropewalk::evaluate
