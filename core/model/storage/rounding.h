// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/storage/safetensors.h"

namespace ropewalk::model {

/// What float16 numbers lose when they are opened in bfloat16, which keeps 8 of their 11 significant bits.
struct Rounding
{
    std::int64_t looked_at = 0; ///< numbers, at most some thousand of each float16 tensor
    std::int64_t rounded = 0; ///< of them, those that bfloat16 does not hold
    double worst = 0; ///< largest relative error
};

/// Looks at an even sample of each tensor that is stored in float16.
Rounding rounding_to_bfloat16(const Checkpoint& checkpoint);

/// A sentence where something is lost; empty otherwise.
Words rounding_note(const Rounding& rounding);

} // namespace ropewalk::model
