// SPDX-License-Identifier: Apache-2.0
#include "core/model/kernels/attention_kernel.h"
#include "core/model/kernels/instruction_sets.h"

namespace ropewalk::model::kernels {

constinit const CpuKernels avx512_kernels{"AVX-512", row_kernels<float>(&Attention<float, FloatDot>::table),
    row_kernels<Bf16>(&Attention<Bf16, FloatDot>::table)};

} // namespace ropewalk::model::kernels
