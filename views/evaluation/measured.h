// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/rope/factor_set.h"

#include <QString>
#include <cstdint>
#include <memory>
#include <vector>

namespace ropewalk::views {

/// A factor set that is compared with others: the first is A, drawn solid; the second B, dashed; and so on.
struct Compared
{
    rope::FactorSet set;
    QString letter; ///< "A", "B", …
    bool operator==(const Compared&) const = default;
};

/// What was measured for one of the compared sets.
template <class Result>
struct Measured
{
    Compared of;
    std::shared_ptr<const Result> result; ///< null = nothing yet
    bool complete = false; ///< false = it is being filled
    std::int64_t planned = 0; ///< questions or trials in all, where they are counted
};

template <class Result>
using Measurements = std::vector<Measured<Result>>;

} // namespace ropewalk::views
