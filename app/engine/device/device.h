// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace ropewalk::engine {

/// The one device of this process, fixed at its start.
struct Device
{
    std::string id = "cpu"; ///< "cpu", "cuda:0"
    Words name; ///< "AMD EPYC 9R14, 2 threads"
    std::vector<std::string> dtypes; ///< that it does well, the fastest first: "bf16", "f32"
    int threads = 1;
    std::string instruction_set; ///< of a processor, as Processor has it
};

/// Gets "cpu", "cuda" or "cuda:i" ready; libtorch's CUDA half is loaded only when it is asked for. Call once,
/// before anything else of libtorch. threads 0 = one a core, and never more.
Result<Device> use_device(const std::string& id, int threads);

/// Begins the threads that the calling one computes with: OpenMP ends the process where a thread cannot begin, so it is
/// tried before. An error where there is no memory for them.
Status begin_threads(const Device& device);

/// Where libtorch's CUDA half lies, if it was installed: beside libtorch_cpu.so. Empty if that is not known.
std::filesystem::path cuda_library();

} // namespace ropewalk::engine
