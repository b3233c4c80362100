// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/kernel_product.h"

#include <ATen/core/Tensor.h>
#include <initializer_list>
#include <optional>

namespace ropewalk::model {

/// x · Wᵀ + b for a weight matrix and perhaps a bias that never change. On the CPU the matrix is kept a second time, unless
/// it is told not to: in the order that our own kernel reads where there is one (kernel_product.h), else in that of
/// oneDNN's (f32 within 5 % of the processor's peak, where libtorch's own linear repacks or takes another library). A
/// kernel that reads the matrix as it is needs no second one.
class Linear
{
public:
    Linear() = default;
    /// weight: out × in; bias: out, or undefined.
    explicit Linear(at::Tensor weight, bool prepack = true, at::Tensor bias = {});

    /// x: rows × in → rows × out, a new tensor of x's dtype.
    at::Tensor operator()(const at::Tensor& x) const;
    /// The same in float32 whatever x and W are stored in: products, sums and result. For few rows: W is widened a part at
    /// a time, every time.
    at::Tensor in_float32(const at::Tensor& x) const;
    /// x · Wᵀ + b + residual, a new tensor. residual: rows × out.
    at::Tensor add(const at::Tensor& x, const at::Tensor& residual) const;

    /// The same with some of its outputs alone, sharing the plain matrix.
    Linear part(std::int64_t first, std::int64_t count) const;

    /// The outputs of several behind each other, as one matrix of its own.
    static Linear stacked(std::initializer_list<Linear> parts);

    std::int64_t outputs() const { return m_weight.size(0); }
    bool prepacked() const { return m_kernel || m_packed.defined(); }

private:
    std::optional<at::Tensor> bias() const { return m_bias.defined() ? std::optional(m_bias) : std::nullopt; }

    at::Tensor m_weight, m_bias;
    const ProductKernel* m_kernel = nullptr; ///< our own, where it multiplies
    at::Tensor m_packed; ///< the matrix as it, or oneDNN, reads it; undefined where neither is used
};

} // namespace ropewalk::model
