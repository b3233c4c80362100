// SPDX-License-Identifier: Apache-2.0
#include "core/evaluate/likelihood.h"

#include "core/evaluate/window_check.h"
#include "core/model/memory/failure.h"
#include "core/model/scoring/forward.h"

#include <algorithm>

namespace ropewalk::evaluate {
namespace {

constexpr std::size_t batch_tokens = 4096; // texts run together up to this many tokens

using Losses = std::vector<std::vector<double>>;

Result<Losses> run(const model::Model& model, const rope::FactorSet& set, std::span<const Continuation> texts,
    const YieldPoint& yield)
{
    std::size_t longest = 0;
    for (const Continuation& text : texts)
        longest = std::max(longest, text.ids.size());
    std::vector<std::vector<text::Token>> padded;
    for (const Continuation& text : texts) {
        padded.push_back(text.ids);
        padded.back().resize(longest, text.ids.back());
    }
    const std::vector<std::span<const text::Token>> windows(padded.begin(), padded.end());
    const model::ScoringInput input = model::prepare_input(model, windows);
    const model::Rotation rotation
        = model::make_rotation(model.config.geometry, set, 0, static_cast<std::int64_t>(longest), model.device);
    const auto hidden = model::scoring_hidden(model, input, rotation, yield);
    if (!hidden)
        return tl::unexpected(hidden.error());
    std::vector<std::int64_t> places;
    for (std::size_t i = 0; i < texts.size(); ++i)
        for (std::size_t n = texts[i].first; n < texts[i].ids.size(); ++n)
            places.push_back(static_cast<std::int64_t>(i * longest + n));
    const auto losses = model::exact_token_losses(model, input, *hidden, places, yield);
    if (!losses)
        return tl::unexpected(losses.error());
    Losses out;
    auto loss = losses->begin();
    for (const Continuation& text : texts) {
        const auto end = loss + static_cast<std::ptrdiff_t>(text.ids.size() - text.first);
        out.emplace_back(loss, end);
        loss = end;
    }
    return out;
}

Status check(const model::Model& model, const rope::FactorSet& set, const std::vector<Continuation>& texts)
{
    if (Status fits = rope::validate(set, model.config.geometry); !fits)
        return fits;
    for (const Continuation& text : texts) {
        if (Status fits = check_window(model, {text.ids, {}}); !fits)
            return fits;
        if (text.first < 1 || text.first >= text.ids.size())
            return failure(words("expected a continuation within {1} tokens, found {2}", text.ids.size(), text.first));
    }
    return {};
}

} // namespace

Continuation continuation(
    const text::Tokenizer& tokenizer, std::optional<text::Token> bos, const std::string& prompt, const std::string& rest)
{
    const std::vector<text::Token> before = tokenizer.encode(prompt), whole = tokenizer.encode(prompt + rest);
    const std::size_t lead = bos ? 1 : 0;
    Continuation out;
    if (bos)
        out.ids.push_back(*bos);
    out.ids.insert(out.ids.end(), whole.begin(), whole.end());
    const auto same = std::ranges::mismatch(before, whole).in1 - before.begin();
    out.first = std::max<std::size_t>(1, lead + static_cast<std::size_t>(same));
    return out;
}

std::int64_t tokens_together(std::int64_t longest, std::int64_t texts)
{
    const auto most = static_cast<std::int64_t>(batch_tokens);
    return longest * std::clamp<std::int64_t>(most / std::max<std::int64_t>(longest, 1), 1, std::max<std::int64_t>(texts, 1));
}

Result<Losses> losses_of(const model::Model& model, const rope::FactorSet& set, const std::vector<Continuation>& texts,
    const YieldPoint& yield)
{
    if (const Status fits = check(model, set, texts); !fits)
        return tl::unexpected(fits.error());
    return model::guarded([&]() -> Result<Losses> {
        Losses out;
        for (std::size_t first = 0; first < texts.size();) {
            std::size_t longest = texts[first].ids.size(), last = first + 1;
            for (; last < texts.size(); ++last) {
                longest = std::max(longest, texts[last].ids.size());
                if ((last + 1 - first) * longest > batch_tokens)
                    break;
            }
            const auto part = run(model, set, std::span(texts).subspan(first, last - first), yield);
            if (!part)
                return tl::unexpected(part.error());
            out.insert(out.end(), part->begin(), part->end());
            first = last;
        }
        return out;
    });
}

} // namespace ropewalk::evaluate
