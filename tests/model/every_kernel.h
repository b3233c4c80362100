// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/kernels/cpu_kernels.h"

#include <vector>

/// The kernels that the processor runs within ROPEWALK_INSTRUCTION_SET, slowest first, and where that sets no limit those
/// of AVX-512 that it lacks as avx512_on_any_cpu compiles them, their names ending in ", emulated". AMX is among them only
/// where the processor has it; tst_tile_attention.cpp runs its tiles elsewhere.
std::vector<const ropewalk::model::kernels::CpuKernels*> every_kernel();

#if defined(ROPEWALK_EMULATED_KERNELS)
namespace ropewalk::model::kernels {
extern const CpuKernels emulated_avx512_kernels, emulated_avx512_bf16_kernels, emulated_avx512_float16_kernels,
    emulated_amx_kernels;
}
#endif
