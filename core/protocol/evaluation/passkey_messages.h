// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/factor_set.h"

#include <cstdint>
#include <string>
#include <vector>

/// What hidden keys take, report and return: "passkey" (the key is generated) and "needle" (it is only scored).
namespace ropewalk::protocol {

struct PasskeyCell
{
    std::int64_t length = 0;
    double depth = 0;
    int trials = 0, correct = 0;
    double low = 0, high = 1; ///< Wilson interval of correct out of trials, z = 1.96
};

/// One trial as it went.
struct PasskeyTrial
{
    std::int64_t length = 0;
    double depth = 0;
    int trial = 0; ///< from 0, in its cell
    std::string prompt_end; ///< the last words of the prompt
    std::string expected, produced;
    bool correct = false;
    std::string active; ///< which list its prompt was read with: "set", "short"
};

struct PasskeyParams
{
    rope::FactorSet set;
    std::vector<std::int64_t> lengths;
    int depths = 5, trials = 4;
    std::uint64_t seed = 1;
    int keys = 1; ///< hidden in one prompt, of which one is asked for
    std::string filler = {}; ///< path of a text on the engine's machine; empty = the opened documents', or the demo's
    std::string runtime = "engine"; ///< whose rule says which list is active; "engine" = the set at every length
    rope::FactorSet short_set = {}; ///< where the rule says short; λ empty = plain rotation
    std::string split = "held-out"; ///< of which part of the filler's text; as in ScoreParams
};

struct PasskeyResult
{
    std::vector<PasskeyCell> cells;
    double accuracy = 0;
    double seconds = 0;
    std::vector<PasskeyTrial> trials = {};
    std::string filler = {}; ///< the text's name; "demo" = sentences made for it, which no search saw
    std::string split = {}; ///< of that text
    double low = 0, high = 1; ///< of accuracy, as in a cell
};

/// "passkey/cell": a cell so far, after each trial, with that trial.
struct PasskeyCellReport
{
    PasskeyCell cell;
    PasskeyTrial trial = {};
};

struct NeedleParams
{
    rope::FactorSet set;
    std::vector<std::int64_t> lengths;
    int depths = 5, trials = 4;
    std::uint64_t seed = 1;
    int keys = 1; ///< as in PasskeyParams, and the next four
    std::string filler;
    std::string runtime = "engine";
    rope::FactorSet short_set;
    std::string split = "held-out";
};

/// Perplexity of the answer's tokens alone, after LongRoPE2.
struct NeedlePoint
{
    std::int64_t length = 0;
    double depth = 0;
    int trials = 0;
    std::int64_t tokens = 0; ///< of the answers
    double nll = 0; ///< mean of a token, nats
    double perplexity = 0; ///< exp(nll)
};

struct NeedleResult
{
    std::vector<NeedlePoint> points;
    double nll = 0, perplexity = 0; ///< over all points' tokens
    double seconds = 0;
    std::string filler = {}, split = {}; ///< as in PasskeyResult
};

/// "needle/point": a point so far, after each trial.
struct NeedlePointReport
{
    NeedlePoint point;
};

} // namespace ropewalk::protocol
