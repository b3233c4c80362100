// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/opened.h"

#include "core/evaluate/perplexity.h"

namespace ropewalk::engine {

namespace {

constexpr std::int64_t max_target = 1 << 24; // tokens
constexpr int max_samples = 10000; // windows

} // namespace

Status check_target(std::int64_t target)
{
    if (target < 2 || target > max_target)
        return failure(words("expected 2 to {1} tokens, found {2}", max_target, target), {}, "target");
    return {};
}

Part part_of(const std::string& split)
{
    return split == "whole" ? Part::whole : split == "search" ? Part::search : Part::held_out;
}

Status Opened::can_read() const
{
    if (!model->tokenizer)
        return failure(words("the model has no tokenizer that can be read: {1}", model->tokenizer_error), info.path);
    return {};
}

Status Opened::has_text() const
{
    if (!text)
        return failure(words("open documents first: the bundled text belongs to the bundled model"));
    return {};
}

Result<std::shared_ptr<evaluate::Scorer>> Opened::scorer(
    std::int64_t target, Part part, int samples, const YieldPoint& yield, Dividing dividing)
{
    if (const Status status = check_target(target); !status)
        return tl::unexpected(status.error());
    if (samples < 0 || samples > max_samples)
        return failure(words("expected 0 to {1} windows, found {2}", max_samples, samples), {}, "samples");
    return scorers.get({ target, part, samples, dividing }, [&]() -> ScorerCache::Made {
        auto windows = text->windows(part, target, samples, yield, dividing);
        if (!windows)
            return tl::unexpected(windows.error());
        auto made = evaluate::Scorer::make(model, std::move(*windows), yield);
        if (!made)
            return tl::unexpected(made.error());
        return std::shared_ptr<evaluate::Scorer>(std::move(*made));
    });
}

} // namespace ropewalk::engine
