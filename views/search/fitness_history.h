// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/job_messages.h"

#include <QList>
#include <QPointF>
#include <QSizeF>
#include <optional>
#include <utility>
#include <vector>

namespace ropewalk::views {

/// What a search reported so far, as the fitness plot shows it. Fitness is perplexity: less is better.
class FitnessHistory
{
public:
    struct Candidate
    {
        int generation = 0;
        double place = 0; ///< along the generation axis: candidates of one generation stand beside each other
        double fitness = 0; ///< may be infinite or no number
        rope::FactorSet set; ///< λ empty where it was not sent
    };

    struct Generation
    {
        int generation = 0;
        double best = 0;
        double median = 0; ///< of the surviving parents
        rope::FactorSet bestSet;
    };

    void clear();
    void add(const protocol::EvaluationReport& report); ///< one that a resumed search repeats is left out
    void add(const protocol::GenerationReport& report); ///< one that is there already is replaced

    bool isEmpty() const { return m_candidates.empty() && m_generations.empty(); }
    const std::vector<Candidate>& candidates() const { return m_candidates; }
    const std::vector<Generation>& generations() const { return m_generations; } ///< in order
    const Generation* generation(int number) const; ///< null where it was not reported
    int latestGeneration() const { return m_latest; } ///< begun; −1 = none
    std::optional<double> best() const { return m_best; } ///< finite, so far
    int withoutNumber() const { return m_withoutNumber; } ///< candidates whose fitness is not finite

    /// The best and median lines: one point a finished generation, and for the best the one under way.
    QList<QPointF> bestLine() const;
    QList<QPointF> medianLine() const;
    /// Candidates inside low … high, at most one for each cell of two pixels of a plot that shows generations
    /// 0 … last in size; of candidates in one cell the first stands for all.
    QList<QPointF> dots(double first, double last, double low, double high, const QSizeF& size) const;

    /// The fitness range worth showing: every best, the medians, the given reference lines, and of the rest
    /// what doesn't flatten them; low < high.
    std::pair<double, double> range(const std::vector<double>& references) const;

private:
    std::vector<Candidate> m_candidates;
    std::vector<Generation> m_generations;
    std::optional<double> m_best;
    std::int64_t m_evaluations = 0; ///< of the latest candidate
    int m_latest = -1;
    int m_withoutNumber = 0;
};

} // namespace ropewalk::views
