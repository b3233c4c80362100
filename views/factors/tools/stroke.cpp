// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/tools/stroke.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ropewalk::views {

double brushWeight(const Brush& brush, int distance)
{
    const int reach = (std::max(1, brush.width) - 1) / 2;
    const double hard = (1 - std::clamp(brush.softness, 0.0, 1.0)) * reach;
    if (distance > reach)
        return 0;
    if (distance <= hard)
        return 1;
    return 0.5 * (1.0 + std::cos(std::numbers::pi * (distance - hard) / (reach + 1 - hard)));
}

Stroke::Stroke(std::vector<double> before, const Brush& brush, const rope::EditRules& rules)
    : m_before(std::move(before))
    , m_brush(brush)
    , m_rules(rules)
{
}

void Stroke::touch(int pair, double lambda)
{
    if (pair < 0 || pair >= int(m_before.size()))
        return;
    std::erase_if(m_touched, [pair](const auto& touched) { return touched.first == pair; });
    m_touched.emplace_back(pair, lambda);
}

void Stroke::moveTo(double place, double lambda)
{
    const double height = std::log(std::max(lambda, 1e-6));
    if (m_last) {
        const auto [fromPlace, fromHeight] = *m_last;
        const int step = place > fromPlace ? 1 : -1;
        const int first = step > 0 ? int(std::floor(fromPlace)) + 1 : int(std::ceil(fromPlace)) - 1;
        for (int pair = first; step > 0 ? pair <= place : pair >= place; pair += step) {
            const double share = (pair - fromPlace) / (place - fromPlace);
            touch(pair, std::exp(fromHeight + share * (height - fromHeight)));
        }
    }
    // The pair under the pointer follows it, also before the pointer has passed its centre.
    touch(int(std::lround(place)), lambda);
    m_last = { place, height };
}

std::vector<double> Stroke::curve() const
{
    std::vector<double> lambda = m_before;
    if (m_touched.empty())
        return lambda;
    const auto byPair = [](const auto& one, const auto& other) { return one.first < other.first; };
    const auto [left, right] = std::minmax_element(m_touched.begin(), m_touched.end(), byPair);
    const int reach = (std::max(1, m_brush.width) - 1) / 2;
    for (int distance = 1; distance <= reach; ++distance) {
        const double weight = brushWeight(m_brush, distance);
        for (const auto& [pair, value] : { std::pair(left->first - distance, left->second),
                 std::pair(right->first + distance, right->second) }) {
            if (pair < 0 || pair >= int(lambda.size()) || rope::is_locked(m_rules, pair))
                continue;
            double& blended = lambda[std::size_t(pair)];
            blended = rope::snapped(
                std::pow(std::max(blended, 1e-6), 1 - weight) * std::pow(value, weight), m_rules);
        }
    }
    rope::EditRules pushing = m_rules;
    if (m_rules.monotone == rope::Monotone::repair)
        pushing.monotone = rope::Monotone::free;
    for (const auto& [pair, value] : m_touched)
        lambda = rope::moved_point(lambda, pair, value, pushing);
    return m_rules.monotone == rope::Monotone::repair ? rope::repaired(lambda, m_rules) : lambda;
}

} // namespace ropewalk::views
