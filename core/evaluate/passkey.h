// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/model.h"
#include "core/text/passkey_prompt.h"

namespace ropewalk::evaluate {

struct PasskeyCell
{
    std::int64_t length = 0; ///< tokens: prompt and answer's budget
    double depth = 0; ///< 0 … 1
    int trials = 0;
    int correct = 0;
};

struct PasskeySettings
{
    std::vector<std::int64_t> lengths;
    int depths = 5; ///< points on [0, 1], both ends included (1 = the middle alone)
    int trials = 4; ///< a cell
    std::uint64_t seed = 1;
    text::Filler filler; ///< empty = the demo's
};

/// Called after each trial with the cell so far.
using CellProgress = std::function<void(const PasskeyCell& cell)>;

/// Greedy decoding with a key-value cache: the prompt once, then single steps. Deterministic.
Result<std::vector<PasskeyCell>> passkey(const model::Model& model, const rope::FactorSet& set,
    const PasskeySettings& settings, const CellProgress& progress = {}, const YieldPoint& yield = {});

/// Greedy continuation of ids by at most budget tokens.
Result<std::vector<text::Token>> generate(const model::Model& model, const rope::FactorSet& set,
    std::span<const text::Token> ids, std::int64_t budget, const YieldPoint& yield = {});

/// Wilson score interval of correct out of trials at z = 1.96, as (low, high) in [0, 1].
std::pair<double, double> wilson_interval(int correct, int trials);

} // namespace ropewalk::evaluate
