// SPDX-License-Identifier: Apache-2.0
#include "core/model/kernels/cpu/instruction_sets.h"

#if defined(ROPEWALK_X86_KERNELS)
#include <cpuid.h>
#endif

namespace ropewalk::model::kernels {

KernelList all_cpu_kernels()
{
    KernelList list{};
    list.items[list.count++] = &plain_kernels;
#if defined(ROPEWALK_X86_KERNELS)
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
        return list;
    list.items[list.count++] = &avx2_kernels;
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512dq")
        || !__builtin_cpu_supports("avx512vl"))
        return list;
    list.items[list.count++] = &avx512_kernels;
    if (!__builtin_cpu_supports("avx512bf16"))
        return list;
    list.items[list.count++] = &avx512_bf16_kernels;
    if (__builtin_cpu_supports("avx512fp16"))
        list.items[list.count++] = &avx512_float16_kernels;
#endif
    return list;
}

bool cpu_has_bf16_tiles()
{
#if defined(ROPEWALK_X86_KERNELS)
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & (1u << 22));
#else
    return false;
#endif
}

const CpuKernels& cpu_kernels()
{
    static const KernelList list = all_cpu_kernels();
    return *list.items[list.count - 1];
}

} // namespace ropewalk::model::kernels
