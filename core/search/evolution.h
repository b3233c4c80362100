// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/factor_set.h"
#include "core/yield.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ropewalk::search {

enum class AttentionFactorMode {
    fixed, ///< one m for every candidate (the paper's)
    formula, ///< √(1 + ln s/ln L) of LongRoPE
    search, ///< a gene like the others
};

/// The paper's settings (arXiv 2402.13753, §3.3 and appendix) as defaults.
struct Settings
{
    std::int64_t target = 0; ///< L', tokens
    int population = 64; ///< P
    int mutations = 16; ///< N1
    int crossovers = 16; ///< N2
    double probability = 0.3; ///< p
    int generations = 40; ///< T
    int parents = 32; ///< k
    std::uint64_t seed = 1;
    double bound_factor = 1.25; ///< λ ≤ bound_factor·s
    double step = 0.01; ///< grid of λ
    bool monotone = true;
    bool search_n_hat = true;
    AttentionFactorMode attention_mode = AttentionFactorMode::fixed;
    double attention_factor = 1.0; ///< of mode fixed
    bool operator==(const Settings&) const = default;
};

Status validate(const Settings& settings, const rope::Geometry& geometry);

/// A candidate and what it scored. Identified within a run by generation and index.
struct Individual
{
    std::vector<double> lambda;
    std::int64_t n_hat = 0;
    double attention_factor = 1.0;
    double fitness = 0; ///< perplexity, rounded to the journal's precision; infinite if the model returned no number
    std::string origin; ///< "PI", "NTK", "YaRN", "mutation", "crossover"
};

/// After every evaluation and at the end of each generation (generation_done).
struct Report
{
    int generation = 0; ///< 0 is the starting population
    int evaluated = 0; ///< in this generation
    int of = 0; ///< planned in this generation
    std::int64_t evaluations = 0; ///< in all
    std::int64_t evaluations_planned = 0;
    const Individual* latest = nullptr; ///< null at generation_done
    const Individual* best = nullptr;
    double median = 0; ///< fitness of the surviving parents' median; of the population so far in generation 0
    bool generation_done = false;
};

struct Outcome
{
    Individual best;
    std::int64_t evaluations = 0;
};

/// Perplexity of one candidate; may return cancelled().
using Objective = std::function<Result<double>(const rope::FactorSet& candidate)>;

/// Receives each journal line as it is final: the header, then a generation at a time. An error stops the search.
using JournalSink = std::function<Status(const std::string& line)>;

/// The paper's evolutionary search. A function of (objective, geometry, settings): counter-based random numbers keyed
/// by generation and individual, fitness rounded before it is compared. `resume` holds the lines of an earlier
/// journal: what they evaluated is not evaluated again and the result is the same as without the interruption; lines
/// of other settings or another model are refused. `identity` is a JSON object with what the objective depends on
/// (model fingerprint, documents, device, dtype, threads, build) for the header.
Result<Outcome> evolve(const Objective& objective, const rope::Geometry& geometry, const Settings& settings,
    const std::string& identity, const std::vector<std::string>& resume, const JournalSink& journal,
    const std::function<void(const Report&)>& report = {}, const YieldPoint& yield = {});

} // namespace ropewalk::search
