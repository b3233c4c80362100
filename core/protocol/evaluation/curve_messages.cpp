// SPDX-License-Identifier: Apache-2.0
#include "core/protocol/evaluation/curve_messages.h"

#include <algorithm>

namespace ropewalk::protocol {

Status check_stride(const CurveParams& params)
{
    if (params.lengths.empty())
        return {};
    const std::int64_t shortest = *std::ranges::min_element(params.lengths);
    if (params.stride >= 0 && params.stride < std::max<std::int64_t>(shortest, 1))
        return {};
    return failure(words("expected a stride of 0 to {1}, found {2}", shortest - 1, params.stride), {}, "stride");
}

} // namespace ropewalk::protocol
