// SPDX-License-Identifier: Apache-2.0
#include "core/model/kernels/cpu/attention/kernel.h"
#include "core/model/kernels/cpu/instruction_sets.h"
#include "core/model/kernels/cpu/attention/observed_attention.h"
#include "core/model/kernels/cpu/widened_linear.h"

namespace ropewalk::model::kernels {

constinit const ObservedKernels avx512_observed{&Observed<float, FloatDot>::observed, &Observed<Bf16, FloatDot>::observed};
constinit const CpuKernels avx512_kernels{InstructionSet::avx512, "AVX-512",
    row_kernels<float>(&Attention<float, FloatDot>::table),
    row_kernels<Bf16>(&Attention<Bf16, FloatDot>::table, &widened_product), &avx512_observed};

} // namespace ropewalk::model::kernels
