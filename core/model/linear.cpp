// SPDX-License-Identifier: Apache-2.0
#include "core/model/linear.h"

#include "core/model/memory/chunks.h"

#include <ATen/core/List.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>

#include <algorithm>
#include <vector>

namespace ropewalk::model {
namespace {

using Scalars = c10::List<std::optional<at::Scalar>>;
using Reorder = at::Tensor(const at::Tensor&, std::optional<c10::SymInt>);
using Pointwise = at::Tensor(const at::Tensor&, const at::Tensor&, const std::optional<at::Tensor>&, std::string_view,
    Scalars, std::optional<std::string_view>);
using PointwiseBinary = at::Tensor(const at::Tensor&, const at::Tensor&, const at::Tensor&,
    const std::optional<at::Tensor>&, std::string_view);

constexpr std::int64_t rows_hint = 2048; // the row count that the packed order is chosen for
/// Rows below which the plain matrix-vector product takes less time: it reads no more than the matrix. A kernel that reads the
/// plain matrix, too, wins from 2 rows on.
std::int64_t fewest_rows(const ProductKernel* kernel)
{
    return kernel && !packs(*kernel) ? 2 : 16;
}

/// libtorch's operator over oneDNN by its name; nothing where this build of libtorch has none.
template <class Signature>
std::optional<c10::TypedOperatorHandle<Signature>> find(const char* name, const char* overload = "")
{
    const auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    if (!handle
        || (!handle->hasKernelForDispatchKey(c10::DispatchKey::CPU)
            && !handle->hasKernelForDispatchKey(c10::DispatchKey::MkldnnCPU)))
        return std::nullopt;
    return handle->typed<Signature>();
}

} // namespace

Linear::Linear(at::Tensor weight, bool prepack, at::Tensor bias) : m_weight(std::move(weight)), m_bias(std::move(bias))
{
    const ProductKernel* const kernel = product_kernel(m_weight.device(), m_weight.scalar_type());
    if (kernel && (prepack || !packs(*kernel))) {
        m_kernel = kernel;
        m_packed = matrix_for(*kernel, m_weight);
        return;
    }
    if (!prepack || !m_weight.device().is_cpu())
        return;
    static const auto reorder = find<Reorder>("mkldnn::_reorder_linear_weight");
    static const auto pointwise = find<Pointwise>("mkldnn::_linear_pointwise");
    static const auto binary = find<PointwiseBinary>("mkldnn::_linear_pointwise", "binary");
    if (reorder && pointwise && binary)
        m_packed = reorder->call(m_weight, c10::SymInt(rows_hint));
}

at::Tensor Linear::operator()(const at::Tensor& x) const
{
    if (!prepacked() || x.size(0) < fewest_rows(m_kernel))
        return at::linear(x, m_weight, bias());
    if (m_kernel)
        return kernel_product(*m_kernel, x, m_packed, outputs(), m_bias, {});
    static const auto pointwise = find<Pointwise>("mkldnn::_linear_pointwise");
    return pointwise->call(x, m_packed, bias(), "none", Scalars(), "");
}

at::Tensor Linear::in_float32(const at::Tensor& x) const
{
    if (x.scalar_type() == at::kFloat && m_weight.scalar_type() == at::kFloat)
        return (*this)(x);
    const at::Tensor wide = x.to(at::kFloat), out = at::empty({x.size(0), outputs()}, wide.options());
    for (std::int64_t first = 0; first < outputs(); first += chunks::widened_outputs) {
        const std::int64_t count = std::min(chunks::widened_outputs, outputs() - first);
        out.narrow(1, first, count).copy_(at::linear(wide, m_weight.narrow(0, first, count).to(at::kFloat)));
    }
    return m_bias.defined() ? out.add_(m_bias) : out;
}

at::Tensor Linear::add(const at::Tensor& x, const at::Tensor& residual) const
{
    if (!prepacked() || x.size(0) < fewest_rows(m_kernel))
        return at::linear(x, m_weight, bias()).add_(residual);
    if (m_kernel)
        return kernel_product(*m_kernel, x, m_packed, outputs(), m_bias, residual);
    static const auto binary = find<PointwiseBinary>("mkldnn::_linear_pointwise", "binary");
    return binary->call(x, residual, m_packed, bias(), "add");
}

Linear Linear::part(std::int64_t first, std::int64_t count) const
{
    return Linear(
        m_weight.narrow(0, first, count), false, m_bias.defined() ? m_bias.narrow(0, first, count) : at::Tensor());
}

Linear Linear::stacked(std::initializer_list<Linear> parts)
{
    std::vector<at::Tensor> weights, biases;
    for (const Linear& one : parts) {
        weights.push_back(one.m_weight);
        if (one.m_bias.defined())
            biases.push_back(one.m_bias);
    }
    return Linear(at::cat(weights), false, biases.empty() ? at::Tensor() : at::cat(biases));
}

} // namespace ropewalk::model
