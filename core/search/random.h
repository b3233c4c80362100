// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace ropewalk::search {

/// Random numbers that are a function of (seed, generation, individual, draw) alone, so that they don't depend on who
/// computes an individual, when, or after what.
class CounterRandom
{
public:
    CounterRandom(std::uint64_t seed, std::uint64_t generation, std::uint64_t individual);

    std::uint64_t next(); ///< 64 bits
    double unit(); ///< uniform on [0, 1), multiples of 2^-53
    std::int64_t below(std::int64_t count); ///< uniform on 0 … count − 1, without bias; count ≥ 1

private:
    std::uint64_t m_key;
    std::uint64_t m_draw = 0;
};

} // namespace ropewalk::search
