// SPDX-License-Identifier: Apache-2.0
#include "core/search/random.h"

namespace ropewalk::search {

namespace {

constexpr std::uint64_t golden = 0x9E3779B97F4A7C15u;

/// The finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
std::uint64_t mix(std::uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

} // namespace

CounterRandom::CounterRandom(std::uint64_t seed, std::uint64_t generation, std::uint64_t individual)
    : m_key(mix(mix(mix(seed + golden) + (generation + 1) * golden) + (individual + 1) * golden))
{
}

std::uint64_t CounterRandom::next()
{
    return mix(m_key + ++m_draw * golden);
}

double CounterRandom::unit()
{
    return static_cast<double>(next() >> 11) * 0x1p-53;
}

std::int64_t CounterRandom::below(std::int64_t count)
{
    const auto range = static_cast<std::uint64_t>(count);
    const std::uint64_t biased = -range % range; // so many low values would make some results likelier
    std::uint64_t value = next();
    while (value < biased)
        value = next();
    return static_cast<std::int64_t>(value % range);
}

} // namespace ropewalk::search
