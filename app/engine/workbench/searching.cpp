// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/workbench.h"

#include "core/evaluate/perplexity.h"
#include "core/model/kernels/cpu_kernels.h"
#include "core/search/evolution.h"

#include <chrono>
#include <nlohmann/json.hpp>

namespace ropewalk::engine {

namespace {

search::Settings settings_of(const protocol::SearchParams& params)
{
    search::Settings settings;
    settings.target = params.target;
    settings.population = params.population;
    settings.mutations = params.mutations;
    settings.crossovers = params.crossovers;
    settings.generations = params.generations;
    settings.parents = params.parents;
    settings.probability = params.probability;
    settings.bound_factor = params.bound_factor;
    settings.step = params.step;
    settings.seed = params.seed;
    settings.monotone = params.monotone;
    settings.search_n_hat = params.search_n_hat;
    settings.attention_mode = params.attention_mode == "search" ? search::AttentionFactorMode::search
        : params.attention_mode == "formula"                    ? search::AttentionFactorMode::formula
                                                                : search::AttentionFactorMode::fixed;
    settings.attention_factor = params.attention_factor;
    settings.start = params.start;
    return settings;
}

/// What the fitness depends on besides the settings, as a JSON object for the journal's header.
Result<std::string> identity(
    const Opened& opened, const Device& device, const protocol::SearchParams& params, const YieldPoint& yield)
{
    return opened.text->windows(Part::search, params.target, params.samples, yield)
        .map([&](const std::vector<text::Window>& windows) {
            // A processor of the same name may be given to one machine with AMX and to another without.
            const char* const kernels = device.id == "cpu" ? model::kernels::cpu_kernels().name : "";
            const nlohmann::json object{ { "model", opened.info.fingerprint },
                { "documents", opened.text->identity(windows) }, { "split", "search" }, { "samples", windows.size() },
                { "device", device.id }, { "device_name", device.name.text() }, { "instruction_set", kernels },
                { "dtype", opened.info.dtype }, { "threads", device.threads }, { "build", ROPEWALK_VERSION } };
            return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        });
}

/// Turns the search's reports into messages with the pace of the evaluations that were really made (those
/// that a journal remembered cost nothing).
class Reporter
{
public:
    Reporter(const SearchWatch& watch, const search::Settings& settings)
        : m_watch(watch)
        , m_settings(settings)
    {
        if (!m_watch.seconds)
            m_watch.seconds = [begun = std::chrono::steady_clock::now()] {
                return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
            };
    }

    double seconds() const { return m_watch.seconds(); }
    void count_evaluations(std::size_t made, double seconds)
    {
        m_made += static_cast<std::int64_t>(made);
        m_spent += seconds;
    }

    void operator()(const search::Report& report) const
    {
        if (report.generation_done && m_watch.generation)
            generation(report);
        if (report.latest && m_watch.evaluation)
            evaluation(report);
    }

private:
    void evaluation(const search::Report& report) const
    {
        protocol::EvaluationReport out;
        out.generation = report.generation;
        out.evaluated = report.evaluated;
        out.of = report.of;
        out.evaluations = report.evaluations;
        out.evaluations_planned = report.evaluations_planned;
        out.fitness = report.latest->fitness;
        out.best = report.best ? report.best->fitness : report.latest->fitness;
        out.origin = report.latest->origin;
        out.candidate = search::make_set(*report.latest, m_settings);
        if (m_made > 0 && m_spent > 0) {
            out.evaluations_per_second = static_cast<double>(m_made) / m_spent;
            out.seconds_left = static_cast<double>(report.evaluations_planned - report.evaluations)
                / out.evaluations_per_second;
        }
        m_watch.evaluation(out);
    }

    void generation(const search::Report& report) const
    {
        protocol::GenerationReport out;
        out.generation = report.generation;
        out.generations = m_settings.generations;
        out.evaluations = report.evaluations;
        out.median = report.median;
        if (report.best) {
            out.best = report.best->fitness;
            out.best_set = search::make_set(*report.best, m_settings);
        }
        m_watch.generation(out);
    }

    SearchWatch m_watch;
    const search::Settings& m_settings;
    std::int64_t m_made = 0;
    double m_spent = 0; ///< seconds of the evaluations made
};

/// Perplexity on the default number of held-out windows. Where the search has windows, there are held-out
/// ones.
Result<double> held_out(
    Opened& opened, const rope::FactorSet& set, std::int64_t target, const YieldPoint& yield)
{
    const auto scorer = opened.scorer(target, Part::held_out, 0, yield);
    if (!scorer)
        return tl::unexpected(scorer.error());
    return (*scorer)->score(set, evaluate::Mean::token_weighted, yield).map([](const evaluate::Score& score) {
        return score.perplexity;
    });
}

} // namespace

Result<protocol::SearchResult> Workbench::search(
    const protocol::SearchParams& params, const SearchWatch& watch, const YieldPoint& yield)
{
    const auto ready_now = ready(true);
    if (!ready_now)
        return tl::unexpected(ready_now.error());
    Opened& opened = **ready_now;
    search::Settings settings = settings_of(params);
    settings.trained = opened.info.trained;
    if (const Status valid = search::validate(settings, opened.info.geometry); !valid)
        return tl::unexpected(valid.error());
    if (const Status fits = affords({ "search", { params.target }, params.samples }); !fits)
        return tl::unexpected(fits.error());
    const auto scorer = opened.scorer(params.target, Part::search, params.samples, yield);
    if (!scorer)
        return tl::unexpected(scorer.error());

    Reporter reporter(watch, settings);
    const auto begun = reporter.seconds();
    const auto objective = [&](std::span<const rope::FactorSet> candidates) {
        const double before = reporter.seconds();
        return (*scorer)
            ->score_together(candidates, evaluate::Mean::token_weighted, yield)
            .map([&](const std::vector<evaluate::Score>& scores) {
                reporter.count_evaluations(scores.size(), reporter.seconds() - before);
                std::vector<double> perplexities;
                for (const evaluate::Score& score : scores)
                    perplexities.push_back(score.perplexity);
                return perplexities;
            });
    };
    const auto header = identity(opened, m_device, params, yield);
    if (!header)
        return tl::unexpected(header.error());
    const auto outcome = search::evolve(
        objective, opened.info.geometry, settings, *header, params.journal, watch.journal,
        [&](const search::Report& report) { reporter(report); }, yield);
    if (!outcome)
        return tl::unexpected(outcome.error());

    protocol::SearchResult out;
    out.best = search::make_set(outcome->best, settings);
    out.perplexity = outcome->best.fitness;
    out.evaluations = outcome->evaluations;
    out.warnings = outcome->warnings;
    const auto confirmed = held_out(opened, out.best, params.target, yield);
    if (!confirmed)
        return tl::unexpected(confirmed.error());
    out.held_out = *confirmed;
    out.seconds = reporter.seconds() - begun;
    return out;
}

} // namespace ropewalk::engine
