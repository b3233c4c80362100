// SPDX-License-Identifier: Apache-2.0
#include "core/model/kernels/attention_kernel.h"
#include "core/model/kernels/instruction_sets.h"

namespace ropewalk::model::kernels {

constinit const CpuKernels avx512_bf16_kernels{"AVX-512 with bfloat16", row_kernels<float>(&Attention<float, FloatDot>::table),
    row_kernels<Bf16>(&Attention<Bf16, Bf16Dot>::table)};

} // namespace ropewalk::model::kernels
