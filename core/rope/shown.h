// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/words.h"

namespace ropewalk::rope {

/// A number as messages show it; see Number.
inline std::string shown(double value)
{
    return Number{value}.text();
}

} // namespace ropewalk::rope
