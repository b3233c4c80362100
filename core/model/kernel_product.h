// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

namespace ropewalk::model {

/// True where our own kernel multiplies with this matrix faster than the library does: on processors with arithmetic
/// of float16, which multiply bfloat16 at a fraction of its speed.
bool has_product_kernel(const at::Tensor& weight);

/// weight: out × in → bytes as the kernel reads them.
at::Tensor packed_for_kernel(const at::Tensor& weight);

/// x · Wᵀ + bias + residual, a new tensor. x: rows × in; bias: out or undefined; residual: rows × out or undefined.
at::Tensor kernel_product(const at::Tensor& x, const at::Tensor& packed, std::int64_t outputs, const at::Tensor& bias,
    const at::Tensor& residual);

} // namespace ropewalk::model
