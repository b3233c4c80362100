// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/kernels/observed_kernels.h"

namespace ropewalk::model::kernels {

// One file each, compiled for that instruction set; ROPEWALK_X86_KERNELS is set where the x86 ones are built,
// ROPEWALK_FLOAT16_KERNELS where the compiler knows float16.
extern const CpuKernels plain_kernels, avx2_kernels, avx512_kernels, avx512_bf16_kernels, avx512_float16_kernels,
    amx_kernels;
extern const ObservedKernels plain_observed, avx2_observed, avx512_observed, avx512_bf16_observed,
    avx512_float16_observed, amx_observed;

/// Whether amx_kernels may run here: the processor has AMX for bfloat16, the system keeps its tiles, and gives this process
/// leave to use them, for which this asks.
bool tiles_run();

} // namespace ropewalk::model::kernels
