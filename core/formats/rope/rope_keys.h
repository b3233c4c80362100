// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/architectures.h"
#include "core/formats/json_fields.h"

namespace ropewalk::formats {

/// One sentence for each key of a config that speaks of rotation and is not applied: of the scaling block all but those
/// that its type has, at the top those with "rope" or "rotary" in their names and some more. What is null, false, 0 or
/// empty asks for nothing. type: of the block, empty for plain RoPE.
std::vector<Words> unapplied_rope_keys(
    const Fields& top, const Fields& block, std::string_view type, const Architecture& known);

} // namespace ropewalk::formats
