// SPDX-License-Identifier: GPL-3.0-only
#include "views/search/fitness_history.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

namespace ropewalk::views {

namespace {

constexpr double spread = 0.7; // of a generation's width that its candidates take
constexpr double cell = 2; // pixels

} // namespace

void FitnessHistory::clear()
{
    *this = FitnessHistory();
}

void FitnessHistory::add(const protocol::EvaluationReport& report)
{
    if (report.evaluations > 0 && report.evaluations <= m_evaluations)
        return;
    m_evaluations = std::max(m_evaluations, report.evaluations);
    const double share = report.of > 0 ? (report.evaluated - 0.5) / report.of : 0.5;
    m_candidates.push_back({ report.generation,
        report.generation + spread * (std::clamp(share, 0.0, 1.0) - 0.5), report.fitness, report.candidate });
    m_latest = std::max(m_latest, report.generation);
    if (!std::isfinite(report.fitness))
        ++m_withoutNumber;
    for (const double fitness : { report.fitness, report.best })
        if (std::isfinite(fitness) && fitness > 0)
            m_best = std::min(m_best.value_or(fitness), fitness);
}

void FitnessHistory::add(const protocol::GenerationReport& report)
{
    const Generation entry{ report.generation, report.best, report.median, report.best_set };
    const auto place = std::lower_bound(m_generations.begin(), m_generations.end(), report.generation,
        [](const Generation& one, int number) { return one.generation < number; });
    if (place != m_generations.end() && place->generation == report.generation)
        *place = entry;
    else
        m_generations.insert(place, entry);
    m_latest = std::max(m_latest, report.generation);
    if (std::isfinite(report.best))
        m_best = std::min(m_best.value_or(report.best), report.best);
}

const FitnessHistory::Generation* FitnessHistory::generation(int number) const
{
    for (const Generation& one : m_generations)
        if (one.generation == number)
            return &one;
    return nullptr;
}

QList<QPointF> FitnessHistory::bestLine() const
{
    QList<QPointF> line;
    for (const Generation& one : m_generations)
        if (std::isfinite(one.best))
            line.append({ double(one.generation), one.best });
    if (m_best && (m_generations.empty() || m_generations.back().generation < m_latest))
        line.append({ double(m_latest), *m_best });
    return line;
}

QList<QPointF> FitnessHistory::medianLine() const
{
    QList<QPointF> line;
    for (const Generation& one : m_generations)
        if (std::isfinite(one.median))
            line.append({ double(one.generation), one.median });
    return line;
}

QList<QPointF> FitnessHistory::dots(
    double first, double last, double low, double high, const QSizeF& size) const
{
    const double across = std::max(1.0, size.width() / cell);
    const double down = std::max(1.0, size.height() / cell);
    std::unordered_set<qint64> taken;
    QList<QPointF> result;
    for (const Candidate& one : m_candidates) {
        if (!(one.fitness >= low && one.fitness <= high && one.place >= first && one.place <= last))
            continue;
        const auto column = qint64((one.place - first) / (last - first) * across);
        const auto row = qint64((one.fitness - low) / (high - low) * down);
        if (taken.insert(column * (qint64(down) + 2) + row).second)
            result.append({ one.place, one.fitness });
    }
    return result;
}

std::pair<double, double> FitnessHistory::range(const std::vector<double>& references) const
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    const auto include = [&](double value) {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    };
    for (const double value : references)
        include(value);
    if (m_best)
        include(*m_best);
    for (const Generation& one : m_generations)
        include(one.best);
    if (!(low <= high))
        return { 0, 1 };
    // What lies far above would press the lines to the floor: it is left out and marked at the edge.
    const double limit = high + 1.5 * std::max(high - low, 0.1 * high);
    for (const Generation& one : m_generations)
        if (one.median <= limit)
            include(one.median);
    std::vector<double> fitness;
    for (const Candidate& one : m_candidates)
        if (one.fitness <= limit)
            fitness.push_back(one.fitness);
    if (!fitness.empty()) {
        const auto most = fitness.begin() + std::ptrdiff_t((fitness.size() * 9) / 10);
        std::nth_element(fitness.begin(), most, fitness.end());
        include(*most);
    }
    const double pad = std::max(0.06 * (high - low), 0.004 * high);
    return { low - pad, high + pad };
}

} // namespace ropewalk::views
