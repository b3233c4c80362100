// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/kernels/cuda/cuda_kernels.h"
#include "core/model/kernels/shared_arithmetic.h"

namespace ropewalk::model::kernels {

__device__ inline float read(const float* x)
{
    return *x;
}
__device__ inline float read(const uint16_t* x)
{
    return from_bfloat16(*x);
}
__device__ inline void write(float* to, float x)
{
    *to = x;
}
__device__ inline void write(uint16_t* to, float x)
{
    *to = to_bfloat16(x);
}

} // namespace ropewalk::model::kernels
