// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/runtimes/runtimes.h"
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

/// One trial as it went.
struct PasskeyTrial
{
    int trial = 0; ///< from 0, in its cell
    std::string prompt_end; ///< the prompt's last tokens as text
    std::string expected, produced;
    bool correct = false;
    bool is_long = true; ///< the prompt was read with the set, not with the short one
};

struct PasskeySettings
{
    std::vector<std::int64_t> lengths;
    int depths = 5; ///< points on [0, 1], both ends included (1 = the middle alone)
    int trials = 4; ///< a cell
    std::uint64_t seed = 1;
    text::Filler filler; ///< empty = the demo's
    int keys = 1; ///< hidden in a prompt
    /// Whose rule says which list is active, started for the longest of lengths; none = the set at every length.
    std::optional<formats::Runtime> runtime = {};
    rope::FactorSet short_set = {}; ///< needed with a runtime
};

/// Called after each trial with the cell so far.
using CellProgress = std::function<void(const PasskeyCell& cell, const PasskeyTrial& trial)>;

/// Greedy decoding with a key-value cache: the prompt once, then single steps. Deterministic.
Result<std::vector<PasskeyCell>> passkey(const model::Model& model, const rope::FactorSet& set,
    const PasskeySettings& settings, const CellProgress& progress = {}, const YieldPoint& yield = {});

/// Perplexity of the key's own tokens behind the same prompts, without decoding: LongRoPE2's needle perplexity
/// (arXiv 2502.20082).
struct NeedlePoint
{
    std::int64_t length = 0;
    double depth = 0;
    int trials = 0;
    std::int64_t tokens = 0; ///< of the keys
    double nll = 0; ///< their sum, nats
};
Result<std::vector<NeedlePoint>> needle(const model::Model& model, const rope::FactorSet& set,
    const PasskeySettings& settings, const std::function<void(const NeedlePoint&)>& progress = {},
    const YieldPoint& yield = {});

/// Greedy continuation of ids by at most budget tokens. set_of(n): the set that a call which reaches n tokens turns by,
/// or null where it is that of the call before.
Result<std::vector<text::Token>> generate(const model::Model& model, const rope::FactorSet& set,
    std::span<const text::Token> ids, std::int64_t budget, const YieldPoint& yield = {},
    const std::function<std::optional<rope::FactorSet>(std::int64_t)>& set_of = {});

} // namespace ropewalk::evaluate
