// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/evaluate/perplexity.h"

namespace ropewalk::evaluate {

/// Σ loss of the tokens at positions from … to − 1 of their windows, nats.
struct PositionLoss
{
    std::int64_t from = 0, to = 0, tokens = 0;
    double sum = 0;
};

struct SlidingSettings
{
    std::int64_t length = 0; ///< tokens a window
    std::int64_t stride = 0; ///< 1 … length − 1; 0 = one window at each text's start
    int position_bins = 0; ///< log-spaced, at most; 0 = none
    Mean mean = Mean::token_weighted;
};

/// Texts scored by windows of one length that slide over them: a window takes up every text's beginning, and each one
/// after scores the tokens that the one before did not reach, with length − stride tokens or more before them. Where a
/// text begins with the model's BOS every window does, BOS counting as one of its tokens: a window is then what a text of
/// that length would be. The last window ends with its text. score.document_nll is of each text.
struct SlidingScore
{
    Score score;
    std::vector<PositionLoss> positions;
};
Result<SlidingScore> slide(const model::Model& model, const rope::FactorSet& set,
    const std::vector<text::Window>& texts, const SlidingSettings& settings, const YieldPoint& yield = {});

} // namespace ropewalk::evaluate
