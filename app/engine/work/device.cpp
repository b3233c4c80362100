// SPDX-License-Identifier: Apache-2.0
#include "app/engine/work/device.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>

#include <charconv>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>

namespace ropewalk::engine {

namespace {

struct Processor
{
    std::string name = "processor";
    bool bfloat16 = false; ///< multiplies bfloat16 in hardware (AVX-512 BF16 or AMX)
};

/// The first processor of /proc/cpuinfo.
Processor processor()
{
    Processor out;
    std::ifstream cpus("/proc/cpuinfo");
    for (std::string line; std::getline(cpus, line) && !line.empty();) {
        const auto begin = line.find_first_not_of(" \t:", line.find(':'));
        if (line.starts_with("model name") && begin != std::string::npos)
            out.name = line.substr(begin);
        if (line.starts_with("flags"))
            out.bfloat16 = line.find(" avx512_bf16") != std::string::npos
                || line.find(" amx_bf16") != std::string::npos;
    }
    return out;
}

/// A card's name out of the driver's management library, which costs no CUDA context.
std::string card_name(int index)
{
    const std::string unknown = "NVIDIA GPU " + std::to_string(index);
    void* library = ::dlopen("libnvidia-ml.so.1", RTLD_NOW);
    if (!library)
        return unknown;
    const auto function
        = [&]<class F>(const char* name, F*) { return reinterpret_cast<F*>(::dlsym(library, name)); };
    const auto init = function("nvmlInit_v2", static_cast<int (*)()>(nullptr));
    const auto handle
        = function("nvmlDeviceGetHandleByIndex_v2", static_cast<int (*)(unsigned, void**)>(nullptr));
    const auto name = function("nvmlDeviceGetName", static_cast<int (*)(void*, char*, unsigned)>(nullptr));
    void* device = nullptr;
    char text[96] = {};
    const bool known = init && handle && name && init() == 0
        && handle(static_cast<unsigned>(index), &device) == 0 && name(device, text, sizeof text) == 0;
    return known ? text : unknown;
}

/// libtorch_cuda.so lies beside libtorch_cpu.so.
Status load_cuda()
{
    Dl_info cpu{};
    if (!::dladdr(reinterpret_cast<const void*>(&at::globalContext), &cpu) || !cpu.dli_fname)
        return failure("libtorch's folder was not found");
    const auto library = std::filesystem::path(cpu.dli_fname).parent_path() / "libtorch_cuda.so";
    if (!::dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL))
        return failure(
            std::string("libtorch's CUDA half cannot be loaded: ") + ::dlerror(), library.string());
    return {};
}

Result<int> cuda_index(const std::string& id)
{
    int index = 0;
    if (id == "cuda")
        return index;
    const char* end = id.data() + id.size();
    const auto [stop, code] = std::from_chars(id.data() + 5, end, index);
    if (!id.starts_with("cuda:") || code != std::errc{} || stop != end || index < 0)
        return failure("expected cpu, cuda or cuda:i, found '" + id + "'", {}, "device");
    return index;
}

} // namespace

Result<Device> use_device(const std::string& id, int threads)
{
    Device device;
    if (id != "cpu") {
        const auto index = cuda_index(id);
        if (!index)
            return tl::unexpected(index.error());
        if (const Status loaded = load_cuda(); !loaded)
            return tl::unexpected(loaded.error());
        const auto cards = static_cast<int>(at::getNumGPUs());
        if (*index >= cards)
            return failure("expected one of " + std::to_string(cards)
                    + " CUDA devices (CUDA 13 needs driver 580 or newer), found '" + id + "'",
                {}, "device");
        device.id = "cuda:" + std::to_string(*index);
        device.name = card_name(*index);
    }
    if (threads > 0)
        at::set_num_threads(threads);
    device.threads = at::get_num_threads();
    const Processor host = processor();
    if (id == "cpu")
        device.name = host.name + ", " + std::to_string(device.threads)
            + (device.threads == 1 ? " thread" : " threads");
    device.dtypes = id != "cpu" || host.bfloat16 ? std::vector<std::string>{ "bf16", "f32" }
                                                 : std::vector<std::string>{ "f32", "bf16" };
    return device;
}

} // namespace ropewalk::engine
