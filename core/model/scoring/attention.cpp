// SPDX-License-Identifier: Apache-2.0
#include "core/model/scoring/attention.h"

#include "core/model/scoring/attention_tasks.h"
#include "core/model/scoring/row_operations.h"

#include <cmath>

namespace ropewalk::model {
namespace {

template <class Element>
Status run(const kernels::TypedKernels<Element>& typed, const kernels::AttentionArguments& a, const YieldPoint& yield)
{
    const auto& kernel = *typed.attention;
    return over_heads(
        kernel, a,
        [&](std::int64_t window, std::int64_t head, std::int64_t block, const void* packed, void* scratch) {
            kernel.attend(a, window, head, block, packed, scratch);
        },
        yield);
}

} // namespace

bool library_attends(const formats::ModelConfig& config, const at::Device& device, at::ScalarType dtype)
{
    if (!device.is_cpu() || config.geometry.head_dim > kernels::most_head_dim)
        return true;
    if (dtype == at::kFloat)
        return kernels::cpu_kernels().f32.attention == nullptr;
    return dtype != at::kBFloat16 || kernels::cpu_kernels().bf16.attention == nullptr;
}

at::Tensor library_attention(const formats::ModelConfig& config, at::Tensor qkv, std::int64_t batch,
    const Rotation& rotation, std::int64_t reach)
{
    const std::int64_t head_dim = config.geometry.head_dim, length = qkv.size(0) / batch;
    const auto heads = [&](std::int64_t first, std::int64_t count) {
        return qkv.narrow(1, first * head_dim, count * head_dim).view({batch, length, count, head_dim}).transpose(1, 2);
    };
    const at::Tensor v = heads(config.heads + config.kv_heads, config.kv_heads);
    if (rotation.cos.defined()) {
        qkv = qkv.narrow(1, 0, (config.heads + config.kv_heads) * head_dim).clone();
        rotate_rows(qkv, config.heads + config.kv_heads, rotation, config.geometry);
    }
    const at::Tensor q = heads(0, config.heads), k = heads(config.heads, config.kv_heads);
    return causal_attention(q, k, v, reach).transpose(1, 2).reshape({batch * length, config.heads * head_dim});
}

kernels::AttentionArguments attention_arguments(const formats::ModelConfig& config, const at::Tensor& qkv,
    std::int64_t batch, const Rotation& rotation, std::int64_t reach, at::Tensor& out)
{
    const std::int64_t head_dim = config.geometry.head_dim;
    const bool turn = rotation.cos.defined();
    return {qkv.const_data_ptr(), qkv.stride(0), batch, qkv.size(0) / batch, config.heads, config.kv_heads, head_dim,
        config.geometry.pairs(), config.geometry.layout == rope::PairLayout::interleaved,
        turn ? rotation.cos.const_data_ptr<float>() : nullptr, turn ? rotation.sin.const_data_ptr<float>() : nullptr,
        static_cast<float>(1.0 / std::sqrt(static_cast<double>(head_dim))), out.mutable_data_ptr(), reach};
}

Result<at::Tensor> window_attention(const formats::ModelConfig& config, const at::Tensor& qkv, std::int64_t batch,
    const Rotation& rotation, std::int64_t reach, const YieldPoint& yield)
{
    if (reach >= qkv.size(0) / batch)
        reach = 0;
    if (library_attends(config, qkv.device(), qkv.scalar_type()))
        return library_attention(config, qkv, batch, rotation, reach);
    at::Tensor out = at::empty({qkv.size(0), config.heads * config.geometry.head_dim}, qkv.options());
    const auto arguments = attention_arguments(config, qkv, batch, rotation, reach, out);
    const Status done = qkv.scalar_type() == at::kFloat ? run(kernels::cpu_kernels().f32, arguments, yield)
                                                        : run(kernels::cpu_kernels().bf16, arguments, yield);
    if (!done)
        return tl::unexpected(done.error());
    return out;
}

} // namespace ropewalk::model
