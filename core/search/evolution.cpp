// SPDX-License-Identifier: Apache-2.0
#include "core/search/evolution.h"

#include "core/search/breeder.h"
#include "core/search/journal_lines.h"

#include <algorithm>
#include <cmath>

namespace ropewalk::search {

namespace {

constexpr std::size_t most_together = 64; // candidates that an objective is shown at a time

bool better(const Individual& a, const Individual& b)
{
    return a.fitness < b.fitness || (a.fitness == b.fitness && a.id < b.id);
}

double median(std::vector<double> values)
{
    const auto middle = values.size() / 2;
    std::sort(values.begin(), values.end());
    return values.size() % 2 ? values[middle] : 0.5 * (values[middle - 1] + values[middle]);
}

double median_fitness(const std::vector<Individual>& individuals, std::size_t count)
{
    std::vector<double> values;
    for (std::size_t i = 0; i < count; ++i)
        values.push_back(individuals[i].fitness);
    return rounded_fitness(median(std::move(values)));
}

/// Equal but for the last places, which another machine's mathematics library may give another value.
bool same(double a, double b)
{
    return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

bool same_genes(const Individual& a, const Individual& b)
{
    return a.id == b.id && a.n_hat == b.n_hat && same(a.attention_factor, b.attention_factor)
        && std::equal(a.lambda.begin(), a.lambda.end(), b.lambda.begin(), b.lambda.end(), same);
}

/// One search, from its first generation to its outcome.
class Evolution
{
public:
    Evolution(const Objective& objective, const rope::Geometry& geometry, const Settings& settings,
        nlohmann::json identity, Known known, const JournalSink& journal,
        const std::function<void(const Report&)>& report, const YieldPoint& yield)
        : m_objective(objective)
        , m_settings(settings)
        , m_identity(std::move(identity))
        , m_known(std::move(known))
        , m_journal(journal)
        , m_report(report)
        , m_yield(yield)
        , m_space(geometry, settings)
        , m_breeder(m_space, settings.probability)
    {
        m_warnings = identity_changes(m_known, m_identity);
        m_new_segment = !m_warnings.empty();
        if (m_space.left_out() > 0)
            m_warnings.push_back(words("{1} of the sets to start from are no candidates of this search (its "
                                       "bounds, order or n̂) and are left out",
                m_space.left_out()));
    }

    Result<Outcome> run()
    {
        for (int generation = 0; generation <= m_settings.generations; ++generation) {
            auto children = breed(generation);
            if (!children)
                return tl::unexpected(children.error());
            if (auto status = adopt(generation, *children); !status)
                return tl::unexpected(status.error());
            if (auto status = score(generation, *children); !status)
                return tl::unexpected(status.error());
            if (auto status = select(generation, std::move(*children)); !status)
                return tl::unexpected(status.error());
        }
        if (m_missing > 0)
            m_warnings.push_back(words("{1} candidates fewer than planned: no new ones were found within these "
                                       "bounds",
                m_missing));
        if (!m_known.finished)
            if (auto status = send(outcome_line(m_best, m_evaluations)); !status)
                return tl::unexpected(status.error());
        return Outcome{m_best, m_evaluations, m_warnings, m_finalists, m_known.validation};
    }

private:
    Result<std::vector<Individual>> breed(int generation)
    {
        auto children = generation == 0 ? m_space.seeds() : std::vector<Individual>();
        const auto seeds = children.size();
        for (const Individual& seed : children)
            m_breeder.remember(seed);
        for (std::size_t i = 0; i < seeds; ++i)
            children[i].id = static_cast<std::int64_t>(i);
        const int planned
            = generation == 0 ? m_settings.population : m_settings.mutations + m_settings.crossovers;
        for (int i = static_cast<int>(seeds); i < planned; ++i) {
            if (!keep_going(m_yield))
                return cancelled();
            CounterRandom random(m_settings.seed, static_cast<std::uint64_t>(generation), static_cast<std::uint64_t>(i));
            auto child = generation == 0
                ? m_breeder.mutate(children[(static_cast<std::size_t>(i) - seeds) % seeds], random)
                : offspring(i, random);
            if (child)
                children.push_back(std::move(*child));
            else
                ++m_missing;
        }
        for (Individual& child : children)
            child.id = m_born++;
        return children;
    }

    /// Mutants first, then crossovers of two parents, the better one first.
    std::optional<Individual> offspring(int index, CounterRandom& random)
    {
        const auto count = static_cast<std::int64_t>(m_parents.size());
        const auto first = static_cast<std::size_t>(random.below(count));
        if (index < m_settings.mutations || count < 2)
            return m_breeder.mutate(m_parents[first], random);
        auto second = static_cast<std::size_t>(random.below(count - 1));
        if (second >= first)
            ++second;
        return m_breeder.crossover(m_parents[std::min(first, second)], m_parents[std::max(first, second)], random);
    }

    /// Takes the individuals of a generation that the journal holds whole, after a check that they are these.
    Status adopt(int generation, std::vector<Individual>& children)
    {
        const auto number = static_cast<std::size_t>(generation);
        if (number >= m_known.generations.size())
            return {};
        const auto& written = m_known.generations[number];
        if (!std::equal(children.begin(), children.end(), written.begin(), written.end(), same_genes))
            return failure(words("the individuals written don't follow from the journal's settings"), {},
                words("generation {1}", generation));
        children = written;
        for (const Individual& child : children)
            m_breeder.remember(child);
        return {};
    }

    Status score(int generation, std::vector<Individual>& children)
    {
        std::vector<double> so_far;
        std::size_t scored = 0; // children before it have their fitness
        for (std::size_t i = 0; i < children.size(); ++i) {
            Individual& child = children[i];
            const double* known = fitness_of(generation, i);
            if (known) {
                child.fitness = *known;
            } else if (i >= scored) {
                const auto count = evaluate(generation, i, children);
                if (!count)
                    return tl::unexpected(count.error());
                scored = i + *count;
            }
            if (m_evaluations++ == 0 || better(child, m_best))
                m_best = child;
            rank(child);
            so_far.push_back(child.fitness);
            if (!m_report)
                continue;
            Report report = report_of(generation, i + 1, children.size());
            report.latest = &child;
            report.median = generation == 0 ? median(so_far) : median_fitness(m_parents, m_parents.size());
            report.replayed = known != nullptr;
            m_report(report);
        }
        return {};
    }

    void rank(const Individual& child)
    {
        m_finalists.insert(std::ranges::upper_bound(m_finalists, child, better), child);
        if (m_finalists.size() > most_finalists)
            m_finalists.pop_back();
    }

    /// What the journal knows of a child; null where it was not scored.
    const double* fitness_of(int generation, std::size_t index) const
    {
        const auto known = m_known.fitness.find({generation, static_cast<int>(index)});
        return known == m_known.fitness.end() ? nullptr : &known->second;
    }

    /// Scores the child at `first` and those after it that the objective takes along; returns how many.
    Result<std::size_t> evaluate(int generation, std::size_t first, std::vector<Individual>& children)
    {
        if (!keep_going(m_yield))
            return cancelled();
        std::vector<rope::FactorSet> candidates;
        const std::size_t end = std::min(children.size(), first + most_together);
        for (std::size_t i = first; i < end && !fitness_of(generation, i); ++i)
            candidates.push_back(make_set(children[i], m_settings));
        const auto perplexities = m_objective(candidates);
        if (!perplexities)
            return tl::unexpected(perplexities.error());
        const std::size_t count = std::min(perplexities->size(), candidates.size());
        if (count == 0)
            return failure(words("the objective scored no candidate"));
        for (std::size_t i = 0; i < count; ++i) {
            Individual& child = children[first + i];
            child.fitness = rounded_fitness((*perplexities)[i]);
            const auto sent = send(evaluation_line(generation, static_cast<int>(first + i), child.fitness));
            if (!sent)
                return tl::unexpected(sent.error());
        }
        return count;
    }

    /// The best k of parents and children become parents.
    Status select(int generation, std::vector<Individual> children)
    {
        auto all = m_parents;
        all.insert(all.end(), children.begin(), children.end());
        std::sort(all.begin(), all.end(), better);
        all.resize(std::min(all.size(), static_cast<std::size_t>(m_settings.parents)));
        m_parents = std::move(all);
        const double middle = median_fitness(m_parents, m_parents.size());
        const bool replayed = static_cast<std::size_t>(generation) < m_known.generations.size();
        if (!replayed)
            if (auto status = send(generation_line(generation, children, m_best.id, middle)); !status)
                return status;
        if (m_report) {
            Report report = report_of(generation, children.size(), children.size());
            report.median = middle;
            report.generation_done = true;
            report.replayed = replayed;
            m_report(report);
        }
        return {};
    }

    Report report_of(int generation, std::size_t evaluated, std::size_t of) const
    {
        Report report;
        report.generation = generation;
        report.evaluated = static_cast<int>(evaluated);
        report.of = static_cast<int>(of);
        report.evaluations = m_evaluations;
        report.evaluations_planned = m_settings.population
            + std::int64_t(m_settings.generations) * (m_settings.mutations + m_settings.crossovers);
        report.best = &m_best;
        return report;
    }

    Status send(const std::string& line)
    {
        if (!m_journal)
            return {};
        if (m_new_segment) {
            m_new_segment = false;
            const auto generation = static_cast<int>(m_known.generations.size());
            if (auto status = m_journal(segment_line(m_identity, generation)); !status)
                return status;
        }
        return m_journal(line);
    }

    const Objective& m_objective;
    const Settings& m_settings;
    const nlohmann::json m_identity;
    const Known m_known;
    const JournalSink& m_journal;
    const std::function<void(const Report&)>& m_report;
    const YieldPoint& m_yield;
    const Space m_space;
    Breeder m_breeder;
    std::vector<Individual> m_parents; ///< best first
    Individual m_best;
    std::vector<Individual> m_finalists; ///< fittest first
    std::int64_t m_born = 0;
    std::int64_t m_evaluations = 0;
    std::int64_t m_missing = 0; ///< individuals that could not be bred
    bool m_new_segment = false; ///< to be written before the next line
    std::vector<Words> m_warnings;
};

} // namespace

Objective one_by_one(std::function<Result<double>(const rope::FactorSet& candidate)> perplexity)
{
    return [perplexity = std::move(perplexity)](std::span<const rope::FactorSet> candidates) {
        return perplexity(candidates.front()).map([](double value) { return std::vector<double>{value}; });
    };
}

Result<Outcome> evolve(const Objective& objective, const rope::Geometry& geometry, const Settings& settings,
    const std::string& identity, const std::vector<std::string>& resume, const JournalSink& journal,
    const std::function<void(const Report&)>& report, const YieldPoint& yield)
{
    if (auto status = validate(settings, geometry); !status)
        return tl::unexpected(status.error());
    const auto parsed = nlohmann::json::parse(identity, nullptr, false);
    if (!parsed.is_object())
        return failure(words("expected a JSON object"), {}, words("identity of the search"));
    auto known = read_lines(resume);
    if (!known)
        return tl::unexpected(known.error());
    const bool started = !known->settings.is_null();
    if (started) {
        if (auto status = check_same_search(*known, settings, geometry, parsed); !status)
            return tl::unexpected(status.error());
    } else {
        known->segment = parsed;
        if (journal)
            if (auto status = journal(header_line(settings, geometry, parsed)); !status)
                return tl::unexpected(status.error());
    }
    return Evolution(objective, geometry, settings, parsed, std::move(*known), journal, report, yield).run();
}

} // namespace ropewalk::search
