// SPDX-License-Identifier: Apache-2.0
#include "core/rope/edit/rules.h"

#include "core/rope/edit/isotonic.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace ropewalk::rope {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double on_grid(double value, double step)
{
    if (step <= 0.0)
        return value;
    // Dividing by the count of steps in one keeps 1.07 the nearest double to 1.07.
    const double steps_in_one = std::round(1.0 / step);
    return std::round(value * steps_in_one) / steps_in_one;
}

/// The touched pairs in order among themselves and between the locked ones around them.
void order_touched(std::vector<double>& lambda, const std::vector<int>& touched, const EditRules& rules)
{
    std::vector<double> asked;
    for (const int pair : touched)
        asked.push_back(lambda[static_cast<std::size_t>(pair)]);
    const std::vector<double> ordered = isotonic(asked);
    for (std::size_t k = 0; k < touched.size(); ++k) {
        double low = -infinity, high = infinity;
        for (const int locked : rules.locked) {
            const double value = lambda[static_cast<std::size_t>(locked)];
            if (locked < touched[k])
                low = std::max(low, value);
            else
                high = std::min(high, value);
        }
        double value = ordered[k] == asked[k] ? ordered[k] : on_grid(ordered[k], rules.step);
        if (low <= high)
            value = std::clamp(value, low, high);
        lambda[static_cast<std::size_t>(touched[k])] = value;
    }
}

/// Pairs before a touched one come down to it, pairs after it come up.
void push_others(std::vector<double>& lambda, const std::vector<bool>& stays)
{
    double cap = infinity;
    for (std::size_t i = lambda.size(); i-- > 0;)
        if (stays[i])
            cap = std::min(cap, lambda[i]);
        else
            lambda[i] = std::min(lambda[i], cap);
    double floor = -infinity;
    for (std::size_t i = 0; i < lambda.size(); ++i)
        if (stays[i])
            floor = std::max(floor, lambda[i]);
        else
            lambda[i] = std::max(lambda[i], floor);
}

} // namespace

double snapped(double value, const EditRules& rules)
{
    if (std::isnan(value))
        return rules.low;
    return std::clamp(on_grid(value, rules.step), rules.low, std::max(rules.low, rules.high));
}

bool is_locked(const EditRules& rules, int pair)
{
    return std::binary_search(rules.locked.begin(), rules.locked.end(), pair);
}

std::vector<double> settled(const std::vector<double>& before, const std::vector<double>& wanted,
    const std::vector<int>& touched, const EditRules& rules)
{
    std::vector<double> lambda = before;
    std::vector<int> open;
    for (const int pair : touched)
        if (!is_locked(rules, pair))
            open.push_back(pair);
    if (open.empty())
        return before;
    std::sort(open.begin(), open.end());
    for (const int pair : open)
        lambda[static_cast<std::size_t>(pair)] = snapped(wanted[static_cast<std::size_t>(pair)], rules);
    if (rules.monotone == Monotone::free)
        return lambda;
    if (rules.monotone == Monotone::repair)
        return repaired(lambda, rules);
    order_touched(lambda, open, rules);
    std::vector<bool> touches(lambda.size(), false);
    for (const int pair : open)
        touches[static_cast<std::size_t>(pair)] = true;
    push_others(lambda, touches);
    for (const int locked : rules.locked)
        lambda[static_cast<std::size_t>(locked)] = before[static_cast<std::size_t>(locked)];
    return lambda;
}

std::vector<double> moved_point(
    const std::vector<double>& lambda, int pair, double value, const EditRules& rules)
{
    if (pair < 0 || pair >= static_cast<int>(lambda.size()))
        return lambda;
    std::vector<double> wanted = lambda;
    wanted[static_cast<std::size_t>(pair)] = value;
    return settled(lambda, wanted, { pair }, rules);
}

std::vector<double> repaired(const std::vector<double>& lambda, const EditRules& rules)
{
    std::vector<double> out = isotonic(lambda, rules.locked);
    // Rounding must not put a changed value across one that stays off the grid.
    double high = infinity;
    std::vector<double> ceiling(out.size(), infinity);
    for (std::size_t i = out.size(); i-- > 0;) {
        ceiling[i] = high;
        if (out[i] == lambda[i])
            high = std::min(high, out[i]);
    }
    double low = -infinity;
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (out[i] != lambda[i]) {
            const double rounded = on_grid(out[i], rules.step);
            out[i] = low <= ceiling[i] ? std::clamp(rounded, low, ceiling[i]) : rounded;
        }
        low = std::max(low, out[i]);
    }
    return out;
}

} // namespace ropewalk::rope
