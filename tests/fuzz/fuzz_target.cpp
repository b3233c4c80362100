// SPDX-License-Identifier: Apache-2.0
// One fuzzer, of the target that ROPEWALK_FUZZ_TARGET names.
#include "tests/fuzz/targets.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    fuzz::ROPEWALK_FUZZ_TARGET({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
