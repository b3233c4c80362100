// SPDX-License-Identifier: Apache-2.0
#include "core/model/kernels/cpu/attention/kernel.h"
#include "core/model/kernels/cpu/instruction_sets.h"
#include "core/model/kernels/cpu/attention/observed_attention.h"

namespace ropewalk::model::kernels {

constinit const ObservedKernels plain_observed{&Observed<float, FloatDot>::observed, &Observed<Bf16, FloatDot>::observed};
constinit const CpuKernels plain_kernels{"plain", row_kernels<float>(&Attention<float, FloatDot>::table),
    row_kernels<Bf16>(&Attention<Bf16, FloatDot>::table), &plain_observed};

} // namespace ropewalk::model::kernels
