// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <functional>
#include <string_view>

namespace ropewalk::engine {

/// The process's standard streams taken over for the protocol: descriptor 1 is pointed at stderr and 0 at
/// /dev/null, so that no library's print or read breaks a frame.
struct Stdio
{
    int input = -1;
    int output = -1;
    static Result<Stdio> take();
};

/// Calls receive with the bytes that come until the input ends or receive returns false.
void read_until_end(int descriptor, const std::function<bool(std::string_view bytes)>& receive);

} // namespace ropewalk::engine
