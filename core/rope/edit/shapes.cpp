// SPDX-License-Identifier: Apache-2.0
#include "core/rope/edit/shapes.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace ropewalk::rope {

std::vector<double> straightened(std::vector<double> lambda, int first, int last)
{
    const double from = std::log(lambda[static_cast<std::size_t>(first)]);
    const double to = std::log(lambda[static_cast<std::size_t>(last)]);
    for (int i = first + 1; i < last; ++i)
        lambda[static_cast<std::size_t>(i)] = std::exp(from + (to - from) * (i - first) / (last - first));
    return lambda;
}

std::vector<double> smoothed(std::vector<double> lambda, int first, int last, int passes)
{
    const int count = static_cast<int>(lambda.size());
    for (int pass = 0; pass < passes; ++pass) {
        const std::vector<double> before = lambda;
        for (int i = std::max(first, 1); i <= std::min(last, count - 2); ++i) {
            const auto at = static_cast<std::size_t>(i);
            lambda[at] = std::exp(
                (std::log(before[at - 1]) + 2.0 * std::log(before[at]) + std::log(before[at + 1])) / 4.0);
        }
    }
    return lambda;
}

std::vector<double> blended(const std::vector<double>& a, const std::vector<double>& b, double share)
{
    if (share <= 0.0 || share >= 1.0)
        return share <= 0.0 ? a : b;
    std::vector<double> out(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        out[i] = a[i] == b[i] ? a[i] : std::pow(a[i], 1.0 - share) * std::pow(b[i], share);
    return out;
}

std::vector<double> rescaled(std::vector<double> lambda, double from, double to)
{
    if (!(from > 1.0) || !(to >= 1.0) || from == to)
        return lambda;
    const double power = std::log(to) / std::log(from);
    for (double& value : lambda)
        value = value == from ? to : std::pow(value, power);
    return lambda;
}

double effective_turn(const Geometry& geometry, int pair, double lambda)
{
    return frequency(geometry, pair) / lambda;
}

double place_of_wavelength(const Geometry& geometry, double tokens)
{
    return 0.5 * geometry.rotary_dim * std::log(tokens / (2.0 * std::numbers::pi)) / std::log(geometry.theta);
}

} // namespace ropewalk::rope
