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

double distance_to_seen(double angle, double largest, Unseen rule)
{
    if (angle <= largest * (1.0 + rounding))
        return 0.0;
    if (rule == Unseen::beyond_largest)
        return angle - largest;
    const double place = std::fmod(angle, turn);
    return place <= largest * (1.0 + rounding) ? 0.0 : std::min(place - largest, turn - place);
}

/// Over positions that turn by omega each, first ≤ last.
double largest_of(double omega, std::int64_t first, std::int64_t last, double seen, Unseen rule)
{
    const auto at = [&](std::int64_t position) {
        return distance_to_seen(static_cast<double>(position) * omega, seen, rule);
    };
    double largest = std::max(at(first), at(last));
    if (rule == Unseen::unvisited_arc) {
        const double peak = (seen + turn) / 2.0;
        const double turns = std::ceil((static_cast<double>(first) * omega - peak) / turn);
        const double position = (peak + std::max(0.0, turns) * turn) / omega;
        for (double near : { std::floor(position), std::ceil(position) })
            if (near >= static_cast<double>(first) && near <= static_cast<double>(last))
                largest = std::max(largest, at(static_cast<std::int64_t>(near)));
    }
    return largest;
}

/// Positions first … end − 1 that lie in the unvisited arc, turn by turn.
std::int64_t count_in_arc(double omega, std::int64_t first, std::int64_t end, double seen)
{
    std::int64_t count = 0;
    const double last_angle = static_cast<double>(end - 1) * omega;
    for (double k = std::floor(static_cast<double>(first) * omega / turn); first < end && k * turn <= last_angle; ++k) {
        const double from = std::floor((k * turn + seen * (1.0 + rounding)) / omega) + 1.0;
        const double to = std::ceil((k + 1.0) * turn / omega) - 1.0;
        const double begins = std::max(from, static_cast<double>(first));
        const double stops = std::min(to, static_cast<double>(end - 1));
        count += stops >= begins ? static_cast<std::int64_t>(stops - begins) + 1 : 0;
    }
    return count;
}

} // namespace

double unseen_by(const Geometry& geometry, const Trained& trained, const FactorSet& set, int pair,
    std::int64_t position, Unseen rule)
{
    return largest_unseen(geometry, trained, set, pair, position, position, rule);
}

double largest_unseen(const Geometry& geometry, const Trained& trained, const FactorSet& set, int pair,
    std::int64_t first, std::int64_t last, Unseen rule)
{
    if (trained_all_round(geometry, trained, pair))
        return 0.0;
    const double omega = frequency(geometry, pair);
    const double seen = trained_reach(geometry, trained, pair) * omega;
    double largest = 0.0;
    if (first < set.n_hat)
        largest = largest_of(omega, first, std::min(last, set.n_hat - 1), seen, rule);
    if (last >= set.n_hat)
        largest = std::max(largest, largest_of(omega / set.lambda[static_cast<std::size_t>(pair)],
            std::max(first, set.n_hat), last, seen, rule));
    return largest;
}

std::vector<double> seen_share(
    const Geometry& geometry, const Trained& trained, const FactorSet& set, std::int64_t target, Unseen rule)
{
    if (rule == Unseen::beyond_largest || target < 1)
        return coverage(geometry, trained, set, target);
    std::vector<double> share(static_cast<std::size_t>(geometry.pairs()), 1.0);
    const std::int64_t kept = std::min(set.n_hat, target);
    for (int pair = 0; pair < geometry.pairs(); ++pair) {
        if (trained_all_round(geometry, trained, pair))
            continue;
        const double omega = frequency(geometry, pair);
        const double seen = trained_reach(geometry, trained, pair) * omega;
        const auto i = static_cast<std::size_t>(pair);
        const std::int64_t count = count_in_arc(omega, 0, kept, seen)
            + count_in_arc(omega / set.lambda[i], kept, target, seen);
        share[i] = 1.0 - static_cast<double>(count) / static_cast<double>(target);
    }
    return share;
}

} // namespace ropewalk::rope
