// SPDX-License-Identifier: Apache-2.0
#include "core/model/device.h"

#include <ATen/detail/CUDAHooksInterface.h>

#include <charconv>
#include <cstdio>
#include <dlfcn.h>
#include <filesystem>
#include <memory>

namespace ropewalk::model {
namespace {

constexpr int oldest_driver = 580; // what CUDA 13 needs

/// The functions of NVML that are used, by their public C signatures.
class Nvml
{
public:
    Nvml() : m_library(::dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL), &::dlclose) {}

    bool found() const { return m_library != nullptr; }
    template <class Signature>
    Signature* function(const char* name) const
    {
        return reinterpret_cast<Signature*>(::dlsym(m_library.get(), name));
    }

private:
    std::unique_ptr<void, int (*)(void*)> m_library;
};

struct NvmlMemory
{
    unsigned long long total, free, used;
};
using NvmlDevice = void*;

} // namespace

Result<at::Device> parse_device(std::string_view text)
{
    if (text == "cpu")
        return at::Device(at::kCPU);
    if (text == "cuda")
        return at::Device(at::kCUDA, 0);
    constexpr std::string_view prefix = "cuda:";
    int index = -1;
    if (text.starts_with(prefix)) {
        const char* end = text.data() + text.size();
        const auto [last, code] = std::from_chars(text.data() + prefix.size(), end, index);
        if (code == std::errc() && last == end && index >= 0 && index < 64)
            return at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(index));
    }
    return failure("expected the device cpu, cuda or cuda:i, found \"" + std::string(text) + '"');
}

Result<GpuDriver> gpu_driver()
{
    const Nvml nvml;
    if (!nvml.found())
        return failure("there is no NVIDIA driver on this machine (libnvidia-ml.so.1 was not found)");
    const auto init = nvml.function<int()>("nvmlInit_v2");
    const auto shutdown = nvml.function<int()>("nvmlShutdown");
    const auto version = nvml.function<int(char*, unsigned)>("nvmlSystemGetDriverVersion");
    const auto count = nvml.function<int(unsigned*)>("nvmlDeviceGetCount_v2");
    const auto handle = nvml.function<int(unsigned, NvmlDevice*)>("nvmlDeviceGetHandleByIndex_v2");
    const auto name = nvml.function<int(NvmlDevice, char*, unsigned)>("nvmlDeviceGetName");
    const auto memory = nvml.function<int(NvmlDevice, NvmlMemory*)>("nvmlDeviceGetMemoryInfo");
    if (!init || !shutdown || !version || !count || !handle || !name || !memory)
        return failure("the NVIDIA driver's management library lacks functions; is the driver installed completely?");
    if (const int code = init())
        return failure("the NVIDIA driver does not answer (NVML error " + std::to_string(code)
            + "); is its kernel module loaded?");
    GpuDriver out;
    char text[96] = {};
    if (version(text, sizeof text) == 0)
        out.version = text;
    unsigned gpus = 0;
    if (count(&gpus) != 0)
        gpus = 0;
    for (unsigned i = 0; i < gpus; ++i) {
        NvmlDevice device = nullptr;
        NvmlMemory bytes{};
        char title[96] = {};
        if (handle(i, &device) != 0 || name(device, title, sizeof title) != 0)
            continue;
        const bool sized = memory(device, &bytes) == 0;
        out.gpus.push_back({title, sized ? static_cast<std::int64_t>(bytes.total) : 0});
    }
    shutdown();
    return out;
}

Status check_driver(const GpuDriver& driver)
{
    int major = 0;
    const char* begin = driver.version.data();
    std::from_chars(begin, begin + driver.version.size(), major);
    if (major < oldest_driver)
        return failure("CUDA 13 needs NVIDIA driver " + std::to_string(oldest_driver) + " or newer, found "
            + (driver.version.empty() ? "none that says its version" : driver.version)
            + "; update the driver or use the device cpu");
    if (driver.gpus.empty())
        return failure("the NVIDIA driver " + driver.version + " finds no GPU in this machine");
    return {};
}

Status prepare_device(const at::Device& device)
{
    if (device.is_cpu())
        return {};
    if (!device.is_cuda())
        return failure("expected the device cpu or cuda, found " + device.str());
    const Result<GpuDriver> driver = gpu_driver();
    if (!driver)
        return failure("the device " + device.str() + " was asked for, but " + driver.error().message);
    if (Status usable = check_driver(*driver); !usable)
        return usable;

    // libtorch_cuda.so lies beside the libtorch_cpu.so that this process runs on.
    Dl_info cpu_half{};
    if (!::dladdr(reinterpret_cast<const void*>(&at::detail::getCUDAHooks), &cpu_half) || !cpu_half.dli_fname)
        return failure("the folder of libtorch was not found");
    const auto library = std::filesystem::path(cpu_half.dli_fname).parent_path() / "libtorch_cuda.so";
    if (!::dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL))
        return failure(std::string("libtorch's CUDA half cannot be loaded (") + ::dlerror()
                + "); the lean installation has none: install the full one",
            library.string());
    const auto& hooks = at::detail::getCUDAHooks();
    const int count = hooks.hasCUDA() ? hooks.deviceCount() : 0;
    if (count == 0)
        return failure("libtorch finds no usable GPU, though the NVIDIA driver lists " + driver->gpus.front().name
            + "; is CUDA_VISIBLE_DEVICES set?");
    if (device.index() >= count)
        return failure("expected a GPU from cuda:0 to cuda:" + std::to_string(count - 1) + ", found " + device.str());
    return {};
}

} // namespace ropewalk::model
