// SPDX-License-Identifier: Apache-2.0
#include "tests/model/every_kernel.h"

#include <algorithm>
#include <array>
#include <string>

using namespace ropewalk::model::kernels;

namespace {

#if defined(ROPEWALK_EMULATED_KERNELS)
const std::array emulated_kernels{&emulated_avx512_kernels, &emulated_avx512_bf16_kernels,
#if defined(ROPEWALK_FLOAT16_KERNELS)
    &emulated_avx512_float16_kernels,
#endif
};

/// One of them under a name that tells it from the processor's own.
const CpuKernels* named(const CpuKernels& kernels)
{
    static std::array<CpuKernels, emulated_kernels.size()> copies;
    static std::array<std::string, emulated_kernels.size()> names;
    const auto at = std::size_t(std::ranges::find(emulated_kernels, &kernels) - emulated_kernels.begin());
    names[at] = std::string(kernels.name) + ", emulated";
    copies[at] = kernels;
    copies[at].name = names[at].c_str();
    return &copies[at];
}
#endif

} // namespace

std::vector<const CpuKernels*> every_kernel()
{
    const KernelList list = all_cpu_kernels();
    std::vector<const CpuKernels*> out(list.items, list.items + list.count);
#if defined(ROPEWALK_EMULATED_KERNELS)
    if (instruction_limit() != InstructionSet::amx)
        return out;
    for (const CpuKernels* one : emulated_kernels)
        if (std::ranges::none_of(out, [&](const CpuKernels* real) { return real->set == one->set; }))
            out.push_back(named(*one));
#endif
    return out;
}
