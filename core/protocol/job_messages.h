// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/evaluation/choices_messages.h"
#include "core/protocol/evaluation/curve_messages.h"
#include "core/protocol/evaluation/entropy_messages.h"
#include "core/protocol/evaluation/passkey_messages.h"
#include "core/protocol/messages.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

/// What long jobs take, report and return: search here, the measurements in evaluation/.
namespace ropewalk::protocol {

/// search::Settings, as it travels; see core/search/evolution.h for each.
struct SearchParams
{
    std::int64_t target = 0;
    int population = 64, mutations = 16, crossovers = 16, generations = 40, parents = 32;
    double probability = 0.3, bound_factor = 1.25, step = 0.01;
    std::uint64_t seed = 1;
    bool monotone = true, search_n_hat = true;
    std::string attention_mode = "formula"; ///< "fixed" | "formula" | "search"
    double attention_factor = 1.0; ///< of "fixed"
    int samples = default_samples; ///< windows of the search's part
    std::vector<rope::FactorSet> start = {}; ///< sets that join the starting population
    std::vector<std::string> journal; ///< lines of an earlier run to go on with; empty = a new search
};

struct EvaluationReport
{
    int generation = 0, evaluated = 0, of = 0;
    std::int64_t evaluations = 0, evaluations_planned = 0;
    double fitness = 0, best = 0;
    std::string origin;
    rope::FactorSet candidate; ///< what was scored, so that a click can draw it; λ empty = not sent
    double evaluations_per_second = 0, seconds_left = 0;
};

struct GenerationReport
{
    int generation = 0, generations = 0;
    double best = 0, median = 0;
    rope::FactorSet best_set;
    std::int64_t evaluations = 0;
};

/// One of a search's fittest, compared with the others on windows that none of them was bred on.
struct SearchFinalist
{
    rope::FactorSet set;
    double perplexity = 0; ///< on the search's windows
    double validation = 0; ///< on the validation windows
};

/// A search's winner is the finalist that is best on the validation windows; where the text has too few for them it is
/// the fittest, validation is not a number and a warning says so.
struct SearchResult
{
    rope::FactorSet best; ///< the winner
    double perplexity = 0; ///< of the winner on the search's windows: too good, since it was bred on them
    double held_out = 0; ///< on the held-out part, as a score is by default: nothing was chosen on it
    std::int64_t evaluations = 0;
    double seconds = 0;
    std::vector<Words> warnings = {}; ///< a sentence each: search::Outcome's
    double validation = std::numeric_limits<double>::quiet_NaN(); ///< of the winner
    int samples = 0, validation_samples = 0, held_out_samples = 0; ///< windows of each
    std::vector<SearchFinalist> finalists = {}; ///< fittest first; empty without validation
    /// Of each held-out window, as a score's window_nll; empty where a score takes other windows by default.
    std::vector<double> held_out_nll = {};
};

/// {"paused"}: holds or lets go on the running search.
struct PauseParams
{
    bool paused = false;
};

/// One line of the search's journal, as it is final.
struct JournalLine
{
    std::string line;
};

} // namespace ropewalk::protocol
