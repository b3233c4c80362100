// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <c10/core/Device.h>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::model {

/// "cpu", "cuda" (the first GPU) or "cuda:i".
Result<at::Device> parse_device(std::string_view text);

/// A GPU as the driver's management library (NVML) lists it, in its order.
struct Gpu
{
    std::string name;
    std::int64_t memory = 0; ///< bytes
};
struct GpuDriver
{
    std::string version; ///< "580.65.06"
    std::vector<Gpu> gpus;
};
/// Asks the driver without touching CUDA or libtorch. An error when there is no NVIDIA driver.
Result<GpuDriver> gpu_driver();

/// Says what stands in the way of a GPU under this driver: one older than CUDA 13 needs, or no GPU in the machine.
Status check_driver(const GpuDriver& driver);

/// Gets a device ready. For a GPU it loads libtorch_cuda.so, which must happen before anything else is asked of
/// libtorch (one question about CUDA before it, and CUDA stays away for the life of the process). Never falls back to
/// another device: what is missing is an error that says so.
Status prepare_device(const at::Device& device);

} // namespace ropewalk::model
