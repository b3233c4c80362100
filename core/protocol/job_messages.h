// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/evaluation/choices_messages.h"
#include "core/protocol/evaluation/curve_messages.h"
#include "core/protocol/evaluation/entropy_messages.h"
#include "core/protocol/evaluation/passkey_messages.h"
#include "core/rope/factor_set.h"

#include <cstdint>
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
    std::string attention_mode = "fixed"; ///< "fixed" | "formula" | "search"
    double attention_factor = 1.0; ///< of "fixed"
    int samples = 5; ///< windows of the search split
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

struct SearchResult
{
    rope::FactorSet best;
    double perplexity = 0; ///< on the search split
    double held_out = 0; ///< on the held-out split
    std::int64_t evaluations = 0;
    double seconds = 0;
    std::vector<Words> warnings = {}; ///< a sentence each: search::Outcome's
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
