// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/trained.h"
#include "core/yield.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ropewalk::search {

enum class AttentionFactorMode {
    fixed, ///< one m for every candidate
    formula, ///< √(1 + ln s/ln L), as LongRoPE's released code scores every candidate
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
    AttentionFactorMode attention_mode = AttentionFactorMode::formula;
    double attention_factor = 1.0; ///< of mode fixed
    /// Sets that join the starting population after the methods, as many as it has room for: λ and n̂ as they are, m
    /// where it is searched. Empty in the paper's search.
    std::vector<rope::FactorSet> start = {};
    rope::Trained trained = {}; ///< what the methods' seeds stretch on, and the least that λ may reach
    bool operator==(const Settings&) const = default;
};

Status validate(const Settings& settings, const rope::Geometry& geometry);

/// A candidate and what it scored.
struct Individual
{
    std::vector<double> lambda;
    std::int64_t n_hat = 0;
    double attention_factor = 1.0;
    double fitness = 0; ///< perplexity, rounded to the journal's precision; infinite if the model returned no number
    std::string origin; ///< "PI", "NTK", "YaRN", "start", "mutation", "crossover"
    std::int64_t id = 0; ///< order of birth within the search, from 0
    std::vector<std::int64_t> parents; ///< their ids: none, one or two
    bool operator==(const Individual&) const = default;
};

/// An individual as a set for the settings' target, named and marked as found by this search.
rope::FactorSet make_set(const Individual& individual, const Settings& settings);

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
    bool replayed = false; ///< known from the journal, not scored now
};

/// What a journal holds of the finalists' scores; see choosing.h.
struct Validation
{
    std::string windows; ///< a name with a hash of what they were scored on
    std::vector<std::pair<std::int64_t, double>> scores; ///< id and perplexity, fittest first
};

/// How many of a search's best are its finalists.
inline constexpr std::size_t most_finalists = 8;

struct Outcome
{
    Individual best;
    std::int64_t evaluations = 0; ///< of the whole search, those of the journal included
    std::vector<Words> warnings; ///< a sentence each: gone on with on another device, space exhausted
    std::vector<Individual> finalists = {}; ///< the best of all generations, fittest first; no two are the same
    std::optional<Validation> validation = {}; ///< as the journal has it
};

/// Perplexities of the first of these candidates, in their order: at least one, and as many as are best scored together.
/// May return cancelled().
using Objective = std::function<Result<std::vector<double>>(std::span<const rope::FactorSet> candidates)>;
/// An objective that scores a candidate a call.
Objective one_by_one(std::function<Result<double>(const rope::FactorSet& candidate)> perplexity);

/// Receives each journal line as it is final (journal_lines.h says what they hold): the header, a short line an
/// evaluation, so that a stop loses none, and a line with all its individuals a generation. An error stops the search.
using JournalSink = std::function<Status(const std::string& line)>;

/// Fitness as the journal prints it, to six decimals; infinite for everything that is no finite number.
double rounded_fitness(double perplexity);

/// The paper's evolutionary search (arXiv 2402.13753, algorithm 1). A function of (objective, geometry, settings):
/// counter-based random numbers keyed by generation and individual, fitness rounded before it is compared, ties kept
/// in order of birth. Seeds are settings.start and PI, NTK and YaRN at n̂ = 0 and, where m is searched, m = 1, LongRoPE's formula and
/// YaRN's. No candidate is scored twice; where no new one can be found a generation has fewer, with a warning.
///
/// `resume` holds the lines of an earlier journal (a half last line is left out): what they evaluated is not evaluated
/// again, only new lines are sent, and the result is the same as without the interruption. `identity` is a JSON object
/// with what the objective depends on, for the header. Lines of other settings, another geometry or another identity
/// are refused; only the identity's "device", "device_name", "instruction_set", "dtype", "threads" and "build" may
/// differ, which starts a new segment in the journal and gives a warning. A header without "samples" fits any number of them.
Result<Outcome> evolve(const Objective& objective, const rope::Geometry& geometry, const Settings& settings,
    const std::string& identity, const std::vector<std::string>& resume, const JournalSink& journal,
    const std::function<void(const Report&)>& report = {}, const YieldPoint& yield = {});

} // namespace ropewalk::search
