// SPDX-License-Identifier: Apache-2.0
#include "core/rope/unseen.h"

#include "core/rope/coverage.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ropewalk::rope {
namespace {

constexpr double turn = 2.0 * std::numbers::pi;
constexpr double rounding = 1e-12; // of an angle: λ = s reaches exactly the largest trained one

double largest_trained(const Geometry& geometry, int pair)
{
    return static_cast<double>(geometry.original_length - 1) * frequency(geometry, pair);
}

double distance_to_seen(double angle, double trained, Unseen rule)
{
    if (angle <= trained * (1.0 + rounding))
        return 0.0;
    if (rule == Unseen::beyond_largest)
        return angle - trained;
    const double place = std::fmod(angle, turn);
    return place <= trained * (1.0 + rounding) ? 0.0 : std::min(place - trained, turn - place);
}

/// Over positions that turn by omega each, first ≤ last.
double largest_of(double omega, std::int64_t first, std::int64_t last, double trained, Unseen rule)
{
    const auto at = [&](std::int64_t position) {
        return distance_to_seen(static_cast<double>(position) * omega, trained, rule);
    };
    double largest = std::max(at(first), at(last));
    if (rule == Unseen::unvisited_arc) {
        const double peak = (trained + turn) / 2.0;
        const double turns = std::ceil((static_cast<double>(first) * omega - peak) / turn);
        const double position = (peak + std::max(0.0, turns) * turn) / omega;
        for (double near : { std::floor(position), std::ceil(position) })
            if (near >= static_cast<double>(first) && near <= static_cast<double>(last))
                largest = std::max(largest, at(static_cast<std::int64_t>(near)));
    }
    return largest;
}

/// Positions first … end − 1 that lie in the unvisited arc, turn by turn.
std::int64_t count_in_arc(double omega, std::int64_t first, std::int64_t end, double trained)
{
    std::int64_t count = 0;
    const double last_angle = static_cast<double>(end - 1) * omega;
    for (double k = std::floor(static_cast<double>(first) * omega / turn); first < end && k * turn <= last_angle; ++k) {
        const double from = std::floor((k * turn + trained * (1.0 + rounding)) / omega) + 1.0;
        const double to = std::ceil((k + 1.0) * turn / omega) - 1.0;
        const double begins = std::max(from, static_cast<double>(first));
        const double stops = std::min(to, static_cast<double>(end - 1));
        count += stops >= begins ? static_cast<std::int64_t>(stops - begins) + 1 : 0;
    }
    return count;
}

} // namespace

double unseen_by(const Geometry& geometry, const FactorSet& set, int pair, std::int64_t position, Unseen rule)
{
    return largest_unseen(geometry, set, pair, position, position, rule);
}

double largest_unseen(const Geometry& geometry, const FactorSet& set, int pair, std::int64_t first, std::int64_t last,
    Unseen rule)
{
    if (wavelength(geometry, pair) <= static_cast<double>(geometry.original_length))
        return 0.0;
    const double trained = largest_trained(geometry, pair);
    const double omega = frequency(geometry, pair);
    double largest = 0.0;
    if (first < set.n_hat)
        largest = largest_of(omega, first, std::min(last, set.n_hat - 1), trained, rule);
    if (last >= set.n_hat)
        largest = std::max(largest, largest_of(omega / set.lambda[static_cast<std::size_t>(pair)],
            std::max(first, set.n_hat), last, trained, rule));
    return largest;
}

std::vector<double> seen_share(const Geometry& geometry, const FactorSet& set, std::int64_t target, Unseen rule)
{
    if (rule == Unseen::beyond_largest || target < 1)
        return coverage(geometry, set, target);
    std::vector<double> share(static_cast<std::size_t>(geometry.pairs()), 1.0);
    const std::int64_t kept = std::min(set.n_hat, target);
    for (int pair = 0; pair < geometry.pairs(); ++pair) {
        if (wavelength(geometry, pair) <= static_cast<double>(geometry.original_length))
            continue;
        const double trained = largest_trained(geometry, pair);
        const double omega = frequency(geometry, pair);
        const auto i = static_cast<std::size_t>(pair);
        const std::int64_t count = count_in_arc(omega, 0, kept, trained)
            + count_in_arc(omega / set.lambda[i], kept, target, trained);
        share[i] = 1.0 - static_cast<double>(count) / static_cast<double>(target);
    }
    return share;
}

} // namespace ropewalk::rope
