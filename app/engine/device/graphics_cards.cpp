// SPDX-License-Identifier: Apache-2.0
#include "app/engine/device/graphics_cards.h"

#include <dlfcn.h>

namespace ropewalk::engine {

namespace {

struct Memory // nvmlMemory_t
{
    unsigned long long total, free, used;
};

/// The management library's functions that are needed here, by NVML's plain C interface: 0 is success.
class Management
{
public:
    Management()
        : m_library(::dlopen("libnvidia-ml.so.1", RTLD_NOW))
    {
        if (m_library)
            m_complete = find("nvmlInit_v2", init) && find("nvmlShutdown", shutdown)
                && find("nvmlSystemGetDriverVersion", driver) && find("nvmlDeviceGetCount_v2", count)
                && find("nvmlDeviceGetHandleByIndex_v2", handle) && find("nvmlDeviceGetName", name)
                && find("nvmlDeviceGetMemoryInfo", memory)
                && find("nvmlDeviceGetCudaComputeCapability", capability);
    }
    ~Management()
    {
        if (m_library)
            ::dlclose(m_library);
    }
    Management(const Management&) = delete;
    Management& operator=(const Management&) = delete;

    bool present() const { return m_library != nullptr; }
    bool complete() const { return m_complete; }

    int (*init)() = nullptr;
    int (*shutdown)() = nullptr;
    int (*driver)(char*, unsigned) = nullptr;
    int (*count)(unsigned*) = nullptr;
    int (*handle)(unsigned, void**) = nullptr;
    int (*name)(void*, char*, unsigned) = nullptr;
    int (*memory)(void*, Memory*) = nullptr;
    int (*capability)(void*, int*, int*) = nullptr;

private:
    template <class F>
    bool find(const char* symbol, F& function)
    {
        function = reinterpret_cast<F>(::dlsym(m_library, symbol));
        return function != nullptr;
    }

    void* m_library;
    bool m_complete = false;
};

void read_card(const Management& nvml, unsigned index, GraphicsCards& out)
{
    void* device = nullptr;
    if (nvml.handle(index, &device) != 0)
        return;
    GraphicsCard card;
    char name[96] = {};
    card.name = nvml.name(device, name, sizeof name) == 0 ? name : "NVIDIA GPU " + std::to_string(index);
    Memory memory{};
    if (nvml.memory(device, &memory) == 0) {
        card.memory_total = static_cast<std::int64_t>(memory.total);
        card.memory_free = static_cast<std::int64_t>(memory.free);
    }
    if (nvml.capability(device, &card.major, &card.minor) != 0)
        card.major = card.minor = 0;
    out.cards.push_back(std::move(card));
}

} // namespace

GraphicsCards list_graphics_cards()
{
    GraphicsCards out;
    const Management nvml;
    if (!nvml.present() || !nvml.complete()) {
        out.problem = nvml.present() ? words("the NVIDIA driver's management library is too old")
                                     : words("no NVIDIA driver was found");
        return out;
    }
    if (const int code = nvml.init(); code != 0) {
        out.problem = words("the NVIDIA driver did not answer (NVML error {1})", code);
        return out;
    }
    char version[96] = {};
    if (nvml.driver(version, sizeof version) == 0)
        out.driver = version;
    unsigned count = 0;
    if (const int code = nvml.count(&count); code != 0)
        out.problem = words("the NVIDIA driver could not count its cards (NVML error {1})", code);
    else if (count == 0)
        out.problem = words("the NVIDIA driver knows no card");
    for (unsigned index = 0; index < count; ++index)
        read_card(nvml, index, out);
    nvml.shutdown();
    return out;
}

} // namespace ropewalk::engine
