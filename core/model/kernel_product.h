// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/kernels/cpu_kernels.h"

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

namespace ropewalk::model {

using ProductKernel = kernels::TypedKernels<kernels::Bf16>::Product;

/// Our own kernel for products of this type, or null where the library's is used: for bfloat16 on processors that have
/// arithmetic of float16, which multiply bfloat16 at a fraction of its speed, and on those without arithmetic of bfloat16.
const ProductKernel* product_kernel(const at::Device& device, at::ScalarType dtype);

/// Whether the kernel wants W in an order of its own, kept beside it; else it reads W as it is.
inline bool packs(const ProductKernel& kernel)
{
    return kernel.pack != nullptr;
}

/// weight: out × in → what kernel_product takes: bytes as the kernel reads them, or the weight itself without gaps.
at::Tensor matrix_for(const ProductKernel& kernel, const at::Tensor& weight);

/// x · Wᵀ + bias + residual, a new tensor. x: rows × in; bias: out or undefined; residual: rows × out or undefined.
at::Tensor kernel_product(const ProductKernel& kernel, const at::Tensor& x, const at::Tensor& matrix,
    std::int64_t outputs, const at::Tensor& bias, const at::Tensor& residual);

} // namespace ropewalk::model
