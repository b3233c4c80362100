// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/yield.h"

#include <cstddef>

namespace ropewalk::text {

/// Work on bytes, piece by piece, that can be stopped: the yield point is asked after every 64 KiB, some milliseconds
/// apart. One that never stops is Pace().
class Pace
{
public:
    /// Thrown where the yield point says stop; never leaves the function that made the pace.
    struct Stopped
    {
    };

    Pace() = default;
    /// Keeps a reference to yield.
    explicit Pace(const YieldPoint& yield)
        : m_yield(&yield)
    {
    }

    /// So many more bytes are done.
    void done(std::size_t bytes)
    {
        m_since += bytes;
        if (m_since < between)
            return;
        m_since = 0;
        if (m_yield && !keep_going(*m_yield))
            throw Stopped();
    }

private:
    static constexpr std::size_t between = std::size_t(1) << 16;

    const YieldPoint* m_yield = nullptr;
    std::size_t m_since = 0;
};

} // namespace ropewalk::text
