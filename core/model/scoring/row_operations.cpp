// SPDX-License-Identifier: Apache-2.0
#include "core/model/scoring/row_operations.h"

#include "core/model/kernels/cpu_kernels.h"
#include "core/model/kernels/cuda/cuda_kernels.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/log_softmax.h>
#include <algorithm>
#include <c10/util/Exception.h>

namespace ropewalk::model {
namespace {

constexpr std::int64_t numbers_a_task = 32768; // the least that is worth another thread

bool has_kernels(const at::Tensor& x)
{
    return x.device().is_cpu() && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16);
}

#if defined(ROPEWALK_CUDA_KERNELS)
bool has_cuda_kernels(const at::Tensor& x)
{
    return x.is_cuda() && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16);
}
RopewalkElement element(const at::Tensor& x)
{
    return x.scalar_type() == at::kFloat ? ropewalk_float32 : ropewalk_bfloat16;
}
#endif

/// Calls body(kernels, element type's zero pointer) for x's type.
template <class Body>
void for_type(const at::Tensor& x, Body body)
{
    if (x.scalar_type() == at::kFloat)
        body(kernels::cpu_kernels().f32, static_cast<float*>(nullptr));
    else
        body(kernels::cpu_kernels().bf16, static_cast<kernels::Bf16*>(nullptr));
}

/// Spreads rows over the threads.
template <class Body>
void over_rows(std::int64_t rows, std::int64_t width, Body body)
{
    at::parallel_for(0, rows, std::max<std::int64_t>(1, numbers_a_task / std::max<std::int64_t>(1, width)),
        [&](std::int64_t begin, std::int64_t end) { body(begin, end - begin); });
}

} // namespace

at::Tensor fused_norm(const at::Tensor& x, const Affine& weights, double eps)
{
    if (weights.bias.defined() || !has_kernels(x))
        return norm(x, weights, eps);
    at::Tensor out = at::empty(x.sizes(), x.options());
    const std::int64_t width = x.size(-1);
    for_type(x, [&](const auto& run, auto* type) {
        using Element = std::remove_pointer_t<decltype(type)>;
        const auto* from = static_cast<const Element*>(x.const_data_ptr());
        const auto* scale = static_cast<const Element*>(weights.weight.const_data_ptr());
        auto* to = static_cast<Element*>(out.mutable_data_ptr());
        over_rows(x.numel() / width, width, [&](std::int64_t row, std::int64_t count) {
            run.rms_norm(from + row * width, scale, static_cast<float>(eps), count, width, to + row * width);
        });
    });
    return out;
}

void norm_heads(at::Tensor& x, std::int64_t first, std::int64_t count, std::int64_t head_dim, const at::Tensor& weight,
    double eps)
{
    if (!has_kernels(x)) {
        const at::Tensor heads
            = x.narrow(1, first * head_dim, count * head_dim).view({x.size(0), count, head_dim});
        heads.copy_(rms_norm(heads, weight, eps));
        return;
    }
    for_type(x, [&](const auto& run, auto* type) {
        using Element = std::remove_pointer_t<decltype(type)>;
        auto* data = static_cast<Element*>(x.mutable_data_ptr()) + first * head_dim;
        const auto* scale = static_cast<const Element*>(weight.const_data_ptr());
        const std::int64_t stride = x.stride(0);
        over_rows(x.size(0), count * head_dim, [&](std::int64_t row, std::int64_t rows) {
            for (Element* heads = data + row * stride; rows > 0; --rows, heads += stride)
                run.rms_norm(heads, scale, static_cast<float>(eps), count, head_dim, heads);
        });
    });
}

at::Tensor fused_activation(const at::Tensor& gate_up, const formats::DecoderForm& form)
{
    if (!form.gated)
        return activate(gate_up, form.activation);
    const std::int64_t width = gate_up.size(1) / 2;
    if (form.activation != formats::Activation::silu || !has_kernels(gate_up))
        return activate(gate_up.narrow(1, 0, width), form.activation).mul_(gate_up.narrow(1, width, width));
    at::Tensor out = at::empty({gate_up.size(0), width}, gate_up.options());
    for_type(gate_up, [&](const auto& run, auto* type) {
        using Element = std::remove_pointer_t<decltype(type)>;
        const auto* from = static_cast<const Element*>(gate_up.const_data_ptr());
        auto* to = static_cast<Element*>(out.mutable_data_ptr());
        over_rows(gate_up.size(0), 2 * width, [&](std::int64_t row, std::int64_t count) {
            run.swiglu(from + row * 2 * width, count, width, to + row * width);
        });
    });
    return out;
}

void rotate_rows(at::Tensor& x, std::int64_t heads, const Rotation& rotation, const rope::Geometry& geometry)
{
    const std::int64_t length = rotation.cos.size(0), width = heads * geometry.head_dim;
#if defined(ROPEWALK_CUDA_KERNELS)
    if (has_cuda_kernels(x)) {
        const int code = ropewalk_cuda_rotate(x.get_device(), x.mutable_data_ptr(), element(x), x.size(0), length,
            x.stride(0), heads, geometry.head_dim, geometry.pairs(), geometry.layout == rope::PairLayout::interleaved,
            rotation.cos.const_data_ptr<float>(), rotation.sin.const_data_ptr<float>(), nullptr);
        TORCH_CHECK(code == 0, "rotation on the GPU: ", ropewalk_cuda_error(code));
        return;
    }
#endif
    if (!has_kernels(x)) {
        const at::Tensor turning = x.narrow(1, 0, width).view({-1, length, heads, geometry.head_dim}).transpose(1, 2);
        turning.copy_(rotate(turning, rotation, geometry));
        return;
    }
    for_type(x, [&](const auto& run, auto* type) {
        using Element = std::remove_pointer_t<decltype(type)>;
        auto* data = static_cast<Element*>(x.mutable_data_ptr());
        kernels::RotateArguments all{x.size(0), length, x.stride(0), heads, geometry.head_dim, geometry.pairs(),
            geometry.layout == rope::PairLayout::interleaved, rotation.cos.const_data_ptr<float>(),
            rotation.sin.const_data_ptr<float>()};
        at::parallel_for(0, x.size(0), std::max<std::int64_t>(1, numbers_a_task / width), [&](std::int64_t begin, std::int64_t end) {
            // A part begins at a position of its own; it is cut where a window ends.
            while (begin < end) {
                const std::int64_t position = begin % length;
                kernels::RotateArguments part = all;
                part.rows = std::min(end - begin, length - position);
                part.length = part.rows;
                part.cos += position * all.pairs;
                part.sin += position * all.pairs;
                run.rotate(data + begin * all.row_stride, part);
                begin += part.rows;
            }
        });
    });
}

at::Tensor row_losses(const at::Tensor& logits, const at::Tensor& targets)
{
#if defined(ROPEWALK_CUDA_KERNELS)
    if (has_cuda_kernels(logits)) {
        at::Tensor out = at::empty({logits.size(0)}, logits.options().dtype(at::kFloat));
        const int code = ropewalk_cuda_losses(logits.get_device(), logits.const_data_ptr(), element(logits),
            targets.const_data_ptr<std::int64_t>(), logits.size(0), logits.size(1), logits.stride(0),
            out.mutable_data_ptr<float>(), nullptr);
        TORCH_CHECK(code == 0, "cross entropy on the GPU: ", ropewalk_cuda_error(code));
        return out;
    }
#endif
    if (!has_kernels(logits))
        return at::log_softmax(logits, -1, at::kFloat).gather(-1, targets.unsqueeze(-1)).squeeze(-1).neg_();
    at::Tensor out = at::empty({logits.size(0)}, at::kFloat);
    const std::int64_t width = logits.size(1);
    for_type(logits, [&](const auto& run, auto* type) {
        using Element = std::remove_pointer_t<decltype(type)>;
        const auto* from = static_cast<const Element*>(logits.const_data_ptr());
        const auto* target = targets.const_data_ptr<std::int64_t>();
        auto* to = out.mutable_data_ptr<float>();
        over_rows(logits.size(0), width, [&](std::int64_t row, std::int64_t count) {
            run.losses(from + row * width, target + row, count, width, to + row);
        });
    });
    return out;
}

} // namespace ropewalk::model
