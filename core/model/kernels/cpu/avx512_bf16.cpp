// SPDX-License-Identifier: Apache-2.0
#include "core/model/kernels/cpu/attention/kernel.h"
#include "core/model/kernels/cpu/instruction_sets.h"
#include "core/model/kernels/cpu/attention/observed_attention.h"

namespace ropewalk::model::kernels {

constinit const ObservedKernels avx512_bf16_observed{&Observed<float, FloatDot>::observed, &Observed<Bf16, Bf16Dot>::observed};
constinit const CpuKernels avx512_bf16_kernels{InstructionSet::avx512_bf16, "AVX-512 with bfloat16",
    row_kernels<float>(&Attention<float, FloatDot>::table),
    row_kernels<Bf16>(&Attention<Bf16, Bf16Dot>::table), &avx512_bf16_observed};

} // namespace ropewalk::model::kernels
