// SPDX-License-Identifier: Apache-2.0
#include "core/model/kernels/cpu/instruction_sets.h"

#if defined(ROPEWALK_X86_KERNELS)
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace ropewalk::model::kernels {

KernelList processor_kernels()
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
#if defined(ROPEWALK_FLOAT16_KERNELS)
    if (__builtin_cpu_supports("avx512fp16"))
        list.items[list.count++] = &avx512_float16_kernels;
#endif
    if (tiles_run())
        list.items[list.count++] = &amx_kernels;
#endif
    return list;
}

KernelList all_cpu_kernels()
{
    KernelList list = processor_kernels();
    const InstructionSet most = instruction_limit();
    while (list.fastest().set > most)
        --list.count;
    return list;
}

bool tiles_run()
{
#if defined(ROPEWALK_X86_KERNELS)
    // The first two ask the processor, and XCR0 whether the system keeps the tiles' state; Linux gives a process room for
    // their 8 KB a thread only on demand. From its asm/prctl.h, which is older elsewhere:
    constexpr long request_permission = 0x1023; // ARCH_REQ_XCOMP_PERM
    constexpr long tile_data = 18; // XFEATURE_XTILEDATA
    __builtin_cpu_init();
    return __builtin_cpu_supports("amx-tile") && __builtin_cpu_supports("amx-bf16")
        && syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
#else
    return false;
#endif
}

const CpuKernels& cpu_kernels()
{
    static const CpuKernels& fastest = all_cpu_kernels().fastest();
    return fastest;
}

} // namespace ropewalk::model::kernels
