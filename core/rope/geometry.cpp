// SPDX-License-Identifier: Apache-2.0
#include "core/rope/geometry.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ropewalk::rope {
namespace {

constexpr int max_head_dim = 16384;
constexpr std::int64_t max_length = std::int64_t{ 1 } << 40; // tokens

} // namespace

Status validate(const Geometry& geometry)
{
    if (geometry.head_dim < 2 || geometry.head_dim > max_head_dim)
        return failure(
            words("expected a whole number from 2 to {1}, found {2}", max_head_dim, geometry.head_dim), {}, "head_dim");
    if (geometry.rotary_dim < 2 || geometry.rotary_dim % 2 != 0 || geometry.rotary_dim > geometry.head_dim)
        return failure(words("expected an even number from 2 to head_dim ({1}), found {2}", geometry.head_dim,
                           geometry.rotary_dim),
            {}, "rotary_dim");
    if (!std::isfinite(geometry.theta) || geometry.theta <= 1.0)
        return failure(words("expected a number above 1, found {1}", geometry.theta), {}, "theta");
    if (geometry.original_length < 1 || geometry.original_length > max_length)
        return failure(words("expected a length from 1 to {1} tokens, found {2}", max_length, geometry.original_length),
            {}, "original_length");
    return {};
}

double frequency(const Geometry& geometry, int pair)
{
    return std::pow(geometry.theta, -2.0 * pair / geometry.rotary_dim);
}

std::vector<double> frequencies(const Geometry& geometry)
{
    std::vector<double> out(geometry.pairs());
    for (int pair = 0; pair < geometry.pairs(); ++pair)
        out[pair] = frequency(geometry, pair);
    return out;
}

double wavelength(const Geometry& geometry, int pair)
{
    return 2.0 * std::numbers::pi * std::pow(geometry.theta, 2.0 * pair / geometry.rotary_dim);
}

int critical_pair(const Geometry& geometry)
{
    const double turns = static_cast<double>(geometry.original_length) / (2.0 * std::numbers::pi);
    const double pair = std::ceil(geometry.rotary_dim / 2.0 * std::log(turns) / std::log(geometry.theta));
    return static_cast<int>(std::clamp(pair, 0.0, static_cast<double>(geometry.pairs())));
}

} // namespace ropewalk::rope
