// SPDX-License-Identifier: Apache-2.0
#include "core/statistics/intervals.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace ropewalk::statistics {
namespace {

constexpr double confidence = 0.95;

/// P(|T| < t): Abramowitz and Stegun, 26.7.3 for an odd and 26.7.4 for an even number of degrees.
double within(double t, int degrees)
{
    const double angle = std::atan(t / std::sqrt(double(degrees)));
    const double cosine = std::cos(angle);
    const bool odd = degrees % 2 == 1;
    double term = odd ? cosine : 1.0, sum = degrees == 1 ? 0.0 : term;
    for (int k = odd ? 3 : 2; k < degrees; k += 2) {
        term *= cosine * cosine * double(k - 1) / double(k);
        sum += term;
    }
    return odd ? 2 / std::numbers::pi * (angle + std::sin(angle) * sum) : std::sin(angle) * sum;
}

} // namespace

Interval wilson(double correct, double trials)
{
    if (trials <= 0)
        return {};
    constexpr double z = 1.96;
    const double share = correct / trials;
    const double middle = share + z * z / (2 * trials);
    const double spread = z * std::sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials));
    const double whole = 1 + z * z / trials;
    return { std::max(0.0, (middle - spread) / whole), std::min(1.0, (middle + spread) / whole) };
}

double student_t(int degrees)
{
    double low = 0, high = 13; // one degree's is 12.71
    while (high - low > 1e-12 * high) {
        const double middle = (low + high) / 2;
        (within(middle, std::max(1, degrees)) < confidence ? low : high) = middle;
    }
    return (low + high) / 2;
}

std::optional<Difference> paired_difference(std::span<const double> one, std::span<const double> other)
{
    const std::size_t pairs = std::min(one.size(), other.size());
    if (pairs == 0)
        return std::nullopt;
    Difference out;
    out.pairs = int(pairs);
    for (std::size_t i = 0; i < pairs; ++i)
        out.mean += (one[i] - other[i]) / double(pairs);
    if (!std::isfinite(out.mean))
        return std::nullopt;
    double squares = 0;
    for (std::size_t i = 0; i < pairs; ++i)
        squares += (one[i] - other[i] - out.mean) * (one[i] - other[i] - out.mean);
    double half = std::numeric_limits<double>::quiet_NaN();
    if (pairs > 1)
        half = student_t(int(pairs) - 1) * std::sqrt(squares / double(pairs - 1) / double(pairs));
    out.low = out.mean - half;
    out.high = out.mean + half;
    return out;
}

} // namespace ropewalk::statistics
