// SPDX-License-Identifier: Apache-2.0
#include "app/engine/device/processor.h"

#include "core/model/kernels/cpu_kernels.h"

#include <fstream>

namespace ropewalk::engine {

namespace kernels = model::kernels;

Processor read_processor()
{
    Processor out;
    std::ifstream cpus("/proc/cpuinfo");
    for (std::string line; std::getline(cpus, line) && !line.empty();) {
        const auto begin = line.find_first_not_of(" \t:", line.find(':'));
        if (line.starts_with("model name") && begin != std::string::npos)
            out.name = as_is(line.substr(begin));
    }
    const kernels::CpuKernels& used = kernels::cpu_kernels();
    const kernels::KernelList there = kernels::processor_kernels();
    out.bfloat16 = used.set >= kernels::InstructionSet::avx512_bf16;
    out.instruction_set = used.name;
    if (used.set < there.fastest().set)
        out.instruction_set
            += std::string(" (limited by ") + kernels::limit_variable + ", " + there.fastest().name + " is there)";
    for (int i = 0; i < there.count; ++i)
        out.instruction_sets.emplace_back(kernels::key_of(there.items[i]->set));
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
