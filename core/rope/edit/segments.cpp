// SPDX-License-Identifier: Apache-2.0
#include "core/rope/edit/segments.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace ropewalk::rope {
namespace {

constexpr double tolerance = 0.005;

} // namespace

std::vector<double> two_boundary_lambda(int pairs, const TwoBoundary& form)
{
    std::vector<double> lambda(static_cast<std::size_t>(std::max(0, pairs)), 1.0);
    for (int i = form.low + 1; i < pairs; ++i)
        lambda[static_cast<std::size_t>(i)] = i >= form.high
            ? form.scale
            : std::pow(form.scale, static_cast<double>(i - form.low) / (form.high - form.low));
    return lambda;
}

TwoBoundary fit_two_boundary(const std::vector<double>& lambda, double scale)
{
    const int pairs = static_cast<int>(lambda.size());
    TwoBoundary form{ 0, std::max(1, pairs - 1), scale };
    while (form.low + 1 < pairs && lambda[static_cast<std::size_t>(form.low) + 1] <= 1.0 + tolerance)
        ++form.low;
    for (int i = pairs - 1; i > 0 && lambda[static_cast<std::size_t>(i)] >= scale * (1.0 - tolerance); --i)
        form.high = i;
    form.low = std::min(form.low, std::max(0, pairs - 2));
    form.high = std::max(form.high, form.low + 1);
    return form;
}

int fit_longrope2(const std::vector<double>& lambda, int fallback)
{
    for (int r = static_cast<int>(lambda.size()) - 1; r >= 2; --r) {
        bool holds = true;
        for (int i = 0; i < r && holds; ++i) {
            const double ntk = std::pow(lambda[static_cast<std::size_t>(r)], static_cast<double>(i) / r);
            holds = std::abs(lambda[static_cast<std::size_t>(i)] - ntk) <= tolerance * ntk;
        }
        if (holds)
            return r;
    }
    return std::clamp(fallback, 1, std::max(1, static_cast<int>(lambda.size()) - 1));
}

} // namespace ropewalk::rope
