// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/model.h"

#include <string>
#include <vector>

namespace ropewalk::model::verify {

/// How fast an operation of the model's shape runs.
struct Timing
{
    std::string name;
    double seconds = 0; ///< the best of several runs
    double rate = 0; ///< FLOP/s or bytes/s
    double share = 0; ///< of what the machine reached: its own matrix products, or its copies of memory
    bool arithmetic = false; ///< rate and share are of FLOP/s
};

/// A square matrix product and a copy of memory, each 1 by definition, then the operations of scoring beside them.
std::vector<Timing> measure_speed(const Model& model);

} // namespace ropewalk::model::verify
