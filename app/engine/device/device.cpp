// SPDX-License-Identifier: Apache-2.0
#include "app/engine/device/device.h"

#include "app/engine/device/device_list.h"
#include "app/engine/device/processor.h"
#include "core/excerpt.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <dlfcn.h>
#include <future>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

namespace ropewalk::engine {

namespace {

Status load_cuda()
{
    const std::filesystem::path library = cuda_library();
    if (!::dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL))
        return failure(words("libtorch's CUDA half cannot be loaded: {1}", ::dlerror()), library.string());
    return {};
}

Result<int> cuda_index(const std::string& id)
{
    constexpr std::string_view prefix = "cuda:";
    int index = 0;
    if (id == "cuda")
        return index;
    if (id.starts_with(prefix)) {
        const char* end = id.data() + id.size();
        const auto [stop, code] = std::from_chars(id.data() + prefix.size(), end, index);
        if (code == std::errc{} && stop == end && index >= 0)
            return index;
    }
    return failure(words("expected cpu, cuda or cuda:i, found '{1}'", excerpt(id)), {}, "device");
}

/// The card that CUDA will count as the index-th, if it can be used.
Result<protocol::DeviceInfo> usable_card(int index)
{
    ::setenv("CUDA_DEVICE_ORDER", "PCI_BUS_ID", 0); // the management library's order
    const protocol::DevicesResult found = list_devices();
    const std::string id = "cuda:" + std::to_string(index);
    for (const protocol::DeviceInfo& one : found.devices) {
        if (one.id == id && one.usable)
            return one;
        if (one.id == id)
            return failure(words("{1} cannot be used: {2}", one.name, one.reason), {}, words("device {1}", id));
    }
    return failure(found.devices.size() > 1
            ? words("expected one of {1} GPUs, found {2}", found.devices.size() - 1, id)
            : words("there is no GPU to use: {1}; --device cpu computes on the processor", found.note),
        {}, words("device {1}", id));
}

/// So many at once, the calling one among them.
Status try_threads(int count)
{
    std::vector<std::jthread> tried; // joined when `all` is gone, so that none waits for ever
    std::promise<void> all;
    const std::shared_future<void> begun = all.get_future().share();
    try {
        for (int i = 1; i < count; ++i)
            tried.emplace_back([begun] { begun.wait(); });
    } catch (const std::system_error& error) {
        return failure(words(
            "{1} threads cannot begin: {2}; --threads 1 needs the least memory", count, error.code().message()));
    }
    return {};
}

} // namespace

std::filesystem::path cuda_library()
{
    Dl_info cpu{};
    if (!::dladdr(reinterpret_cast<const void*>(&at::globalContext), &cpu) || !cpu.dli_fname)
        return {};
    return std::filesystem::path(cpu.dli_fname).parent_path() / "libtorch_cuda.so";
}

Result<Device> use_device(const std::string& id, int threads)
{
    Device device;
    if (id != "cpu") {
        const auto card = cuda_index(id).and_then(usable_card);
        if (!card)
            return tl::unexpected(card.error());
        if (const Status loaded = load_cuda(); !loaded)
            return tl::unexpected(loaded.error());
        if (at::getNumGPUs() == 0)
            return failure(words("{1} cannot be used: CUDA sees no device (is CUDA_VISIBLE_DEVICES set?)", card->name),
                {}, words("device {1}", id));
        device.id = card->id;
        device.name = card->name;
        device.dtypes = card->dtypes;
    }
    if (const int cores = static_cast<int>(std::thread::hardware_concurrency()); threads > 0)
        at::set_num_threads(cores > 0 ? std::min(threads, cores) : threads);
    device.threads = at::get_num_threads();
    if (id == "cpu") {
        const Processor processor = read_processor();
        device.name = device.threads == 1 ? words("{1}, 1 thread", processor.name)
                                          : words("{1}, {2} threads", processor.name, device.threads);
        device.dtypes = processor.dtypes();
        device.instruction_set = processor.instruction_set;
    }
    return device;
}

Status begin_threads(const Device& device)
{
    if (const Status can = try_threads(device.threads); !can)
        return can;
    constexpr std::int64_t shared_out = 1 << 18; // numbers: so many that libtorch takes all its threads
    (void)at::zeros({ shared_out }, at::kFloat).add_(1);
    return {};
}

} // namespace ropewalk::engine
