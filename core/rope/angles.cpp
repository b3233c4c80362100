// SPDX-License-Identifier: Apache-2.0
#include "core/rope/angles.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

namespace ropewalk::rope {
namespace {

constexpr std::int64_t block = 64; // positions that share one anchor angle

/// Rows of positions first … last − 1 that turn by n·omega[i], scaled by m; out rows start at position
/// `origin`. cos((a + k)ω) comes from the anchor aω and the step kω, both from float64 angles: error below
/// 1e-15. Anchors are multiples of the block, so a row is the same bits whatever chunk asks for it.
void fill_rows(const std::vector<double>& omega, double m, std::int64_t first, std::int64_t last,
    std::int64_t origin, float* cos_out, float* sin_out)
{
    if (first >= last)
        return;
    const std::size_t pairs = omega.size();
    std::vector<double> step_cos(block * pairs), step_sin(block * pairs), anchor_cos(pairs),
        anchor_sin(pairs);
    const bool one_block = first / block == (last - 1) / block;
    const std::int64_t step_first = one_block ? first % block : 0;
    const std::int64_t step_last = one_block ? (last - 1) % block + 1 : block;
    for (std::int64_t k = step_first; k < step_last; ++k)
        for (std::size_t i = 0; i < pairs; ++i) {
            step_cos[k * pairs + i] = m * std::cos(static_cast<double>(k) * omega[i]);
            step_sin[k * pairs + i] = m * std::sin(static_cast<double>(k) * omega[i]);
        }
    for (std::int64_t anchor = first / block * block; anchor < last; anchor += block) {
        for (std::size_t i = 0; i < pairs; ++i) {
            anchor_cos[i] = std::cos(static_cast<double>(anchor) * omega[i]);
            anchor_sin[i] = std::sin(static_cast<double>(anchor) * omega[i]);
        }
        for (std::int64_t n = std::max(anchor, first); n < std::min(anchor + block, last); ++n) {
            const double* kc = &step_cos[(n - anchor) * pairs];
            const double* ks = &step_sin[(n - anchor) * pairs];
            float* c = cos_out + (n - origin) * pairs;
            float* s = sin_out + (n - origin) * pairs;
            for (std::size_t i = 0; i < pairs; ++i) {
                c[i] = static_cast<float>(anchor_cos[i] * kc[i] - anchor_sin[i] * ks[i]);
                s[i] = static_cast<float>(anchor_sin[i] * kc[i] + anchor_cos[i] * ks[i]);
            }
        }
    }
}

/// Σ e^(i·n·omega) over n = first … first + count − 1 (the Dirichlet kernel). omega is first brought to [−π,
/// π], which changes nothing at whole n and keeps numerator and denominator accurate next to every multiple
/// of 2π.
std::complex<double> sum_turns(double omega, std::int64_t first, std::int64_t count)
{
    if (count <= 0)
        return 0.0;
    const double r = std::remainder(omega, 2.0 * std::numbers::pi);
    const double k = static_cast<double>(count);
    const double half = std::sin(r / 2.0);
    if (half == 0.0)
        return k;
    return std::polar(1.0, (static_cast<double>(first) + (k - 1.0) / 2.0) * r) * (std::sin(k * r / 2.0) / half);
}

/// The mean over count ≥ 1 positions from first on, split at n̂.
std::complex<double> mean_turn(
    const Geometry& geometry, const FactorSet& set, int pair, std::int64_t first, std::int64_t count)
{
    const double omega = frequency(geometry, pair);
    const std::int64_t plain = std::clamp<std::int64_t>(set.n_hat - first, 0, count);
    const std::complex<double> sum = sum_turns(omega, first, plain)
        + sum_turns(omega / set.lambda[pair], first + plain, count - plain);
    return sum / static_cast<double>(count);
}

} // namespace

double angle(const Geometry& geometry, const FactorSet& set, int pair, std::int64_t position)
{
    const double plain = static_cast<double>(position) * frequency(geometry, pair);
    return position < set.n_hat ? plain : plain / set.lambda[pair];
}

void fill_cos_sin(const Geometry& geometry, const FactorSet& set, std::int64_t first, std::int64_t count,
    std::span<float> cos, std::span<float> sin)
{
    std::vector<double> omega = frequencies(geometry);
    const std::int64_t last = first + count;
    const std::int64_t split = std::clamp(set.n_hat, first, last);
    fill_rows(omega, 1.0, first, split, first, cos.data(), sin.data());
    for (std::size_t i = 0; i < omega.size(); ++i)
        omega[i] /= set.lambda[i];
    fill_rows(omega, set.attention_factor, split, last, first, cos.data(), sin.data());
}

double mean_cosine(
    const Geometry& geometry, const FactorSet& set, int pair, std::int64_t first, std::int64_t count)
{
    if (count < 1)
        return std::numeric_limits<double>::quiet_NaN();
    return std::clamp(mean_turn(geometry, set, pair, first, count).real(), -1.0, 1.0);
}

double mean_sine(const Geometry& geometry, const FactorSet& set, int pair, std::int64_t first, std::int64_t count)
{
    if (count < 1)
        return std::numeric_limits<double>::quiet_NaN();
    return std::clamp(mean_turn(geometry, set, pair, first, count).imag(), -1.0, 1.0);
}

} // namespace ropewalk::rope
