// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/words.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ropewalk::engine {

/// What /proc and the kernels tell of the machine's processor and memory.
struct Processor
{
    Words name = words("processor");
    std::string instruction_set; ///< of the kernels in use: "AVX2", or "AVX2 (limited by …, AVX-512 is there)"
    std::vector<std::string> instruction_sets; ///< that it has, as the limit names them
    bool bfloat16 = false; ///< multiplies bfloat16 in hardware within that set
    std::int64_t memory_total = 0, memory_free = 0; ///< bytes; free: without swapping

    /// That it does well, the fastest first.
    std::vector<std::string> dtypes() const
    {
        return bfloat16 ? std::vector<std::string>{ "bf16", "f32" } : std::vector<std::string>{ "f32", "bf16" };
    }
};
Processor read_processor();

} // namespace ropewalk::engine
