// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/verify/model_checks.h"

#include <optional>

namespace ropewalk::model::verify {

/// What the largest key biases of a model cost its attention. Those of Qwen2.5 reach hundreds: bfloat16 keeps eight binary
/// digits of such a key, so the part of it that the text makes is rounded away.
struct KeyBiases
{
    int layer = 0; ///< where they are largest
    double largest = 0; ///< of their absolute values
    /// Share of a query's attention that lies on other keys than in double precision, from the same states: projected and
    /// turned as scoring does it. Over all heads and queries the mean, and the largest.
    double moved = 0, most_moved = 0;
    double moved_in_float32 = 0; ///< the mean, computed in float32 from these states
    Check attention; ///< of that layer, as check_model checks the first one's
};

/// None where keys have no bias. Yields at layers' boundaries.
Result<std::optional<KeyBiases>> check_key_biases(const Subject& subject, const YieldPoint& yield = {});

} // namespace ropewalk::model::verify
