// SPDX-License-Identifier: Apache-2.0
#include "app/engine/device/processor.h"

#include <fstream>

namespace ropewalk::engine {

Processor read_processor()
{
    Processor out;
    std::ifstream cpus("/proc/cpuinfo");
    for (std::string line; std::getline(cpus, line) && !line.empty();) {
        const auto begin = line.find_first_not_of(" \t:", line.find(':'));
        if (line.starts_with("model name") && begin != std::string::npos)
            out.name = as_is(line.substr(begin));
        if (line.starts_with("flags"))
            out.bfloat16 = line.find(" avx512_bf16") != std::string::npos
                || line.find(" amx_bf16") != std::string::npos;
    }
    std::ifstream memory("/proc/meminfo");
    std::string key, unit;
    for (std::int64_t kib = 0; memory >> key >> kib && std::getline(memory, unit);) {
        if (key == "MemTotal:")
            out.memory_total = kib * 1024;
        if (key == "MemAvailable:")
            out.memory_free = kib * 1024;
    }
    return out;
}

} // namespace ropewalk::engine
