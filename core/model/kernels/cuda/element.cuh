// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/kernels/cuda/cuda_kernels.h"
#include "core/model/kernels/shared_arithmetic.h"

namespace ropewalk::model::kernels {

template <class Element>
__device__ float read(const Element* x)
{
    return as_float(*x);
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
