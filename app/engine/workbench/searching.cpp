// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/workbench.h"

#include "core/evaluate/perplexity.h"
#include "core/model/kernels/cpu_kernels.h"
#include "core/search/choosing.h"
#include "core/search/settings_of.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

namespace ropewalk::engine {

namespace {

/// Windows to choose the winner on, where the text has so many; as many as a candidate was bred on, or the default, are
/// the least that luck does not decide.
constexpr int validation_samples = 2 * default_samples;

int least_validation(int searched)
{
    return std::min(searched, default_samples);
}

/// What the fitness depends on besides the settings, as a JSON object for the journal's header.
std::string identity(const Opened& opened, const Device& device, const std::vector<text::Window>& windows)
{
    // A processor of the same name may be given to one machine with AMX and to another without.
    const char* const kernels = device.id == "cpu" ? model::kernels::cpu_kernels().name : "";
    const nlohmann::json object{ { "model", opened.info.fingerprint }, { "documents", opened.text->identity(windows) },
        { "split", "search" }, { "samples", windows.size() }, { "device", device.id },
        { "device_name", device.name.text() }, { "instruction_set", kernels }, { "dtype", opened.info.dtype },
        { "threads", device.threads }, { "build", ROPEWALK_VERSION } };
    return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// The windows of a search and how the text is divided for it: as the journal that it goes on with has it.
struct Bred
{
    std::vector<text::Window> windows;
    Dividing dividing = Dividing::once;
};

Result<Bred> bred_on(const Opened& opened, const protocol::SearchParams& params, const YieldPoint& yield)
{
    auto now = opened.text->windows(Part::search, params.target, params.samples, yield);
    if (params.journal.empty())
        return now.map([](std::vector<text::Window>& windows) { return Bred{ std::move(windows) }; });
    const auto header = nlohmann::json::parse(params.journal.front(), nullptr, false);
    const auto named = header.is_object() && header.contains("identity") && header["identity"].is_object()
        ? header["identity"].value("documents", nlohmann::json())
        : nlohmann::json();
    if (!now || opened.text->identity(*now) != named) {
        auto before = opened.text->windows(Part::search, params.target, params.samples, yield, Dividing::by_windows);
        if (before && opened.text->identity(*before) == named)
            return Bred{ std::move(*before), Dividing::by_windows };
    }
    if (!now)
        return tl::unexpected(now.error());
    return Bred{ std::move(*now) };
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

/// Perplexities of sets on a scorer's windows.
search::Objective objective_of(std::shared_ptr<evaluate::Scorer> scorer, const YieldPoint& yield)
{
    return [scorer = std::move(scorer), &yield](std::span<const rope::FactorSet> candidates) {
        return scorer->score_together(candidates, evaluate::Mean::token_weighted, yield)
            .map([](const std::vector<evaluate::Score>& scores) {
                std::vector<double> perplexities;
                for (const evaluate::Score& score : scores)
                    perplexities.push_back(score.perplexity);
                return perplexities;
            });
    };
}

/// The winner on validation windows, in out; the fittest where there are too few of them.
Status take_winner(Opened& opened, const search::Outcome& outcome, const search::Settings& settings, const Bred& bred,
    const SearchWatch& watch, const YieldPoint& yield, protocol::SearchResult& out)
{
    const auto searched = static_cast<int>(bred.windows.size());
    auto windows
        = opened.text->validation_windows(settings.target, searched, validation_samples, yield, bred.dividing);
    if (!windows)
        return tl::unexpected(windows.error());
    if (std::ssize(*windows) < least_validation(searched)) {
        out.best = search::make_set(outcome.best, settings);
        out.perplexity = outcome.best.fitness;
        out.warnings.push_back(words("the text has {1} windows of {2} tokens left to choose the winner on, {3} are the "
                                     "least: the fittest on the search's own windows is taken; a search on fewer "
                                     "windows leaves more",
            windows->size(), settings.target, least_validation(searched)));
        return {};
    }
    out.validation_samples = static_cast<int>(windows->size());
    const std::string named = opened.text->identity(*windows);
    auto scorer = evaluate::Scorer::make(opened.model, std::move(*windows), yield);
    if (!scorer)
        return tl::unexpected(scorer.error());
    const auto choice
        = search::choose(objective_of(std::move(*scorer), yield), outcome, settings, named, watch.journal, yield);
    if (!choice)
        return tl::unexpected(choice.error());
    out.best = search::make_set(choice->winner, settings);
    out.perplexity = choice->winner.fitness;
    out.validation = choice->validation;
    for (const search::Finalist& one : choice->finalists)
        out.finalists.push_back(
            { search::make_set(one.individual, settings), one.individual.fitness, one.validation });
    return {};
}

/// Perplexity on the default number of held-out windows, in out. Where the search has windows, there are held-out ones.
Status confirm(
    Opened& opened, std::int64_t target, Dividing dividing, const YieldPoint& yield, protocol::SearchResult& out)
{
    const auto scorer = opened.scorer(target, Part::held_out, 0, yield, dividing);
    if (!scorer)
        return tl::unexpected(scorer.error());
    const auto score = (*scorer)->score(out.best, evaluate::Mean::token_weighted, yield);
    if (!score)
        return tl::unexpected(score.error());
    out.held_out = score->perplexity;
    out.held_out_samples = static_cast<int>(score->document_nll.size());
    if (dividing == Dividing::once) // as the windows of every score are
        out.held_out_nll = score->document_nll;
    return {};
}

} // namespace

Result<protocol::SearchResult> Workbench::search(
    const protocol::SearchParams& params, const SearchWatch& watch, const YieldPoint& yield)
{
    const auto ready_now = ready(true);
    if (!ready_now)
        return tl::unexpected(ready_now.error());
    Opened& opened = **ready_now;
    search::Settings settings = search::settings_of(params);
    settings.trained = opened.info.trained;
    if (const Status valid = search::validate(settings, opened.info.geometry); !valid)
        return tl::unexpected(valid.error());
    if (const Status fits = affords({ "search", { params.target }, params.samples }); !fits)
        return tl::unexpected(fits.error());
    const auto bred = bred_on(opened, params, yield);
    if (!bred)
        return tl::unexpected(bred.error());
    const auto scorer = opened.scorer(params.target, Part::search, params.samples, yield, bred->dividing);
    if (!scorer)
        return tl::unexpected(scorer.error());

    Reporter reporter(watch, settings);
    const auto begun = reporter.seconds();
    const auto score = objective_of(*scorer, yield);
    const auto objective = [&](std::span<const rope::FactorSet> candidates) {
        const double before = reporter.seconds();
        auto perplexities = score(candidates);
        if (perplexities)
            reporter.count_evaluations(perplexities->size(), reporter.seconds() - before);
        return perplexities;
    };
    const auto outcome = search::evolve(
        objective, opened.info.geometry, settings, identity(opened, m_device, bred->windows), params.journal,
        watch.journal, [&](const search::Report& report) { reporter(report); }, yield);
    if (!outcome)
        return tl::unexpected(outcome.error());

    protocol::SearchResult out;
    out.evaluations = outcome->evaluations;
    out.warnings = outcome->warnings;
    out.samples = static_cast<int>(bred->windows.size());
    if (const Status chosen = take_winner(opened, *outcome, settings, *bred, watch, yield, out); !chosen)
        return tl::unexpected(chosen.error());
    if (const Status confirmed = confirm(opened, params.target, bred->dividing, yield, out); !confirmed)
        return tl::unexpected(confirmed.error());
    out.seconds = reporter.seconds() - begun;
    return out;
}

} // namespace ropewalk::engine
