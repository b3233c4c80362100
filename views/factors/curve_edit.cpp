// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/curve_edit.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ropewalk::views {

double snapped(double value, const EditRules& rules)
{
    if (std::isnan(value))
        return rules.low;
    // Dividing by the count of steps in one keeps 1.07 the nearest double to 1.07.
    const double stepsInOne = std::round(1.0 / rules.step);
    const double onGrid = std::round(value * stepsInOne) / stepsInOne;
    return std::clamp(onGrid, rules.low, std::max(rules.low, rules.high));
}

std::vector<double> movedPoint(std::vector<double> lambda, int pair, double value, const EditRules& rules)
{
    if (pair < 0 || pair >= int(lambda.size()))
        return lambda;
    const double target = snapped(value, rules);
    lambda[std::size_t(pair)] = target;
    if (!rules.monotone)
        return lambda;
    for (std::size_t i = 0; i < lambda.size(); ++i)
        lambda[i] = int(i) < pair ? std::min(lambda[i], target) : std::max(lambda[i], target);
    return lambda;
}

Stroke::Stroke(std::vector<double> before, int width, const EditRules& rules)
    : m_before(std::move(before))
    , m_width(std::max(1, width))
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
    const int reach = (m_width - 1) / 2;
    for (int distance = 1; distance <= reach; ++distance) {
        const double weight = 0.5 * (1.0 + std::cos(std::numbers::pi * distance / (reach + 1)));
        for (const auto& [pair, value] : { std::pair(left->first - distance, left->second),
                 std::pair(right->first + distance, right->second) }) {
            if (pair < 0 || pair >= int(lambda.size()))
                continue;
            double& blended = lambda[std::size_t(pair)];
            blended
                = snapped(std::pow(std::max(blended, 1e-6), 1 - weight) * std::pow(value, weight), m_rules);
        }
    }
    for (const auto& [pair, value] : m_touched)
        lambda = movedPoint(std::move(lambda), pair, value, m_rules);
    return lambda;
}

} // namespace ropewalk::views
