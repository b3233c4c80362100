// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/words.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ropewalk::engine {

/// What /proc tells of the machine's processor and memory.
struct Processor
{
    Words name = words("processor");
    bool bfloat16 = false; ///< multiplies bfloat16 in hardware (AVX-512 BF16 or AMX)
    std::int64_t memory_total = 0, memory_free = 0; ///< bytes; free: without swapping

    /// That it does well, the fastest first.
    std::vector<std::string> dtypes() const
    {
        return bfloat16 ? std::vector<std::string>{ "bf16", "f32" } : std::vector<std::string>{ "f32", "bf16" };
    }
};
Processor read_processor();

} // namespace ropewalk::engine
