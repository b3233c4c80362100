// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

namespace ropewalk {

/// Long work calls this at every layer boundary (some milliseconds apart). It may run more urgent work before it
/// returns; false means stop at once and return cancelled(). An empty function never stops.
using YieldPoint = std::function<bool()>;

/// How far a job has come, in units of its own: evaluations, windows, trials.
using Progress = std::function<void(std::int64_t done, std::int64_t total)>;

inline bool keep_going(const YieldPoint& yield)
{
    return !yield || yield();
}

} // namespace ropewalk
