// SPDX-License-Identifier: Apache-2.0
#include "core/model/kernels/cpu/attention/kernel.h"
#include "core/model/kernels/cpu/float16_linear.h"
#include "core/model/kernels/cpu/instruction_sets.h"
#include "core/model/kernels/cpu/attention/observed_attention.h"

namespace ropewalk::model::kernels {

// Processors with arithmetic of float16 multiply pairs of bfloat16 at a quarter of its speed and at half of that of
// float32. What looks at attention wants the scores' digits and takes float32.
constinit const ObservedKernels avx512_float16_observed{
    &Observed<float, FloatDot>::observed, &Observed<Bf16, FloatDot>::observed};
constinit const CpuKernels avx512_float16_kernels{InstructionSet::avx512_fp16, "AVX-512 with float16",
    row_kernels<float>(&Attention<float, FloatDot>::table),
    row_kernels<Bf16>(&Attention<Bf16, Float16Dot>::table, &float16_product), &avx512_float16_observed};

} // namespace ropewalk::model::kernels
