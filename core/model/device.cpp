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
    return failure(words("expected the device cpu, cuda or cuda:i, found \"{1}\"", text));
}

Result<GpuDriver> gpu_driver()
{
    const Nvml nvml;
    if (!nvml.found())
        return failure(words("there is no NVIDIA driver on this machine (libnvidia-ml.so.1 was not found)"));
    const auto init = nvml.function<int()>("nvmlInit_v2");
    const auto shutdown = nvml.function<int()>("nvmlShutdown");
    const auto version = nvml.function<int(char*, unsigned)>("nvmlSystemGetDriverVersion");
    const auto count = nvml.function<int(unsigned*)>("nvmlDeviceGetCount_v2");
    const auto handle = nvml.function<int(unsigned, NvmlDevice*)>("nvmlDeviceGetHandleByIndex_v2");
    const auto name = nvml.function<int(NvmlDevice, char*, unsigned)>("nvmlDeviceGetName");
    const auto memory = nvml.function<int(NvmlDevice, NvmlMemory*)>("nvmlDeviceGetMemoryInfo");
    if (!init || !shutdown || !version || !count || !handle || !name || !memory)
        return failure(words("the NVIDIA driver's management library lacks functions; is the driver installed "
                             "completely?"));
    if (const int code = init())
        return failure(words("the NVIDIA driver does not answer (NVML error {1}); is its kernel module loaded?", code));
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
        return failure(
            words("CUDA 13 needs NVIDIA driver {1} or newer, found {2}; update the driver or use the device cpu",
                oldest_driver, driver.version.empty() ? words("none that says its version") : as_is(driver.version)));
    if (driver.gpus.empty())
        return failure(words("the NVIDIA driver {1} finds no GPU in this machine", driver.version));
    return {};
}

Status prepare_device(const at::Device& device)
{
    if (device.is_cpu())
        return {};
    if (!device.is_cuda())
        return failure(words("expected the device cpu or cuda, found {1}", device.str()));
    const Result<GpuDriver> driver = gpu_driver();
    if (!driver)
        return failure(words("the device {1} was asked for, but {2}", device.str(), driver.error().message));
    if (Status usable = check_driver(*driver); !usable)
        return usable;

    // libtorch_cuda.so lies beside the libtorch_cpu.so that this process runs on.
    Dl_info cpu_half{};
    if (!::dladdr(reinterpret_cast<const void*>(&at::detail::getCUDAHooks), &cpu_half) || !cpu_half.dli_fname)
        return failure(words("the folder of libtorch was not found"));
    const auto library = std::filesystem::path(cpu_half.dli_fname).parent_path() / "libtorch_cuda.so";
    if (!::dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL))
        return failure(words("libtorch's CUDA half cannot be loaded ({1}); the lean installation has none: install "
                             "the full one",
                           ::dlerror()),
            library.string());
    const auto& hooks = at::detail::getCUDAHooks();
    const int count = hooks.hasCUDA() ? hooks.deviceCount() : 0;
    if (count == 0)
        return failure(words("libtorch finds no usable GPU, though the NVIDIA driver lists {1}; is "
                             "CUDA_VISIBLE_DEVICES set?",
            driver->gpus.front().name));
    if (device.index() >= count)
        return failure(words("expected a GPU from cuda:0 to cuda:{1}, found {2}", count - 1, device.str()));
    return {};
}

} // namespace ropewalk::model
