// SPDX-License-Identifier: Apache-2.0
#include "core/model/kernels/cpu/attention/kernel.h"
#include "core/model/kernels/cpu/instruction_sets.h"
#include "core/model/kernels/cpu/attention/observed_attention.h"
#include "core/model/kernels/cpu/tile_dot.h"

namespace ropewalk::model::kernels {

// Should libtorch's attention, which knows these tiles too, prove faster somewhere: a null table of bf16 lets it attend.
constinit const ObservedKernels amx_observed{&Observed<float, FloatDot>::observed, &Observed<Bf16, TileDot>::observed};
constinit const CpuKernels amx_kernels{InstructionSet::amx, "AMX with bfloat16",
    row_kernels<float>(&Attention<float, FloatDot>::table),
    row_kernels<Bf16>(&Attention<Bf16, TileDot>::table), &amx_observed};

} // namespace ropewalk::model::kernels
