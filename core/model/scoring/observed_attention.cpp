// SPDX-License-Identifier: Apache-2.0
#include "core/model/scoring/observed_attention.h"

#include "core/model/kernels/cuda/cuda_kernels.h"
#include "core/model/kernels/observed_kernels.h"
#include "core/model/scoring/attention_tasks.h"
#include "core/model/scoring/row_operations.h"

#include <c10/util/Exception.h>
#include <cmath>

namespace ropewalk::model {
namespace {

template <class Element>
Status run(const kernels::ObservedAttention<Element>& kernel, const kernels::AttentionArguments& a,
    const kernels::Observation& observation, const YieldPoint& yield)
{
    return over_heads(
        kernel, a,
        [&](std::int64_t window, std::int64_t head, std::int64_t block, const void* packed, void* scratch) {
            kernel.attend(a, observation, window, head, block, packed, scratch);
        },
        yield);
}

#if defined(ROPEWALK_CUDA_KERNELS)
/// bfloat16 on a GPU: libtorch attends, our own kernel looks at it, a window at a time.
Result<ObservedWindows> watched_on_gpu(const formats::ModelConfig& config, const at::Tensor& qkv, std::int64_t batch,
    const Rotation& rotation, std::int64_t reach, std::int64_t sink_keys, const YieldPoint& yield)
{
    const std::int64_t length = qkv.size(0) / batch, head_dim = config.geometry.head_dim;
    const std::int64_t slots = config.heads + config.kv_heads;
    ObservedWindows out;
    out.attended = library_attention(config, qkv, batch, rotation, reach);
    for (at::Tensor* one : {&out.entropy, &out.distance, &out.sink})
        *one = at::empty({batch, config.heads, length}, at::kFloat);
    const at::Tensor numbers = at::empty({3, config.heads, length}, qkv.options().dtype(at::kFloat));
    for (std::int64_t window = 0; window < batch; ++window) {
        if (!keep_going(yield))
            return cancelled();
        at::Tensor turned = qkv.narrow(0, window * length, length).narrow(1, 0, slots * head_dim).clone();
        if (rotation.cos.defined())
            rotate_rows(turned, slots, rotation, config.geometry);
        float* const to = numbers.mutable_data_ptr<float>();
        const std::int64_t one = config.heads * length;
        const RopewalkObserve arguments{turned.const_data_ptr(), turned.stride(0), 1, length, config.heads,
            config.kv_heads, head_dim, reach > 0 ? reach : length,
            static_cast<float>(1.0 / std::sqrt(static_cast<double>(head_dim))), sink_keys, to, to + one, to + 2 * one};
        const int code = ropewalk_cuda_observe(qkv.get_device(), &arguments, ropewalk_bfloat16, nullptr);
        TORCH_CHECK(code == 0, "entropy of attention on the GPU: ", ropewalk_cuda_error(code));
        out.entropy.select(0, window).copy_(numbers.select(0, 0));
        out.distance.select(0, window).copy_(numbers.select(0, 1));
        out.sink.select(0, window).copy_(numbers.select(0, 2));
    }
    return out;
}
#endif

bool has_kernel(const at::Tensor& qkv, const formats::ModelConfig& config)
{
    return qkv.device().is_cpu() && config.geometry.head_dim <= kernels::most_head_dim
        && (qkv.scalar_type() == at::kFloat || qkv.scalar_type() == at::kBFloat16);
}

} // namespace

Result<ObservedWindows> observed_attention(const formats::ModelConfig& config, const at::Tensor& qkv,
    std::int64_t batch, const Rotation& rotation, std::int64_t reach, std::int64_t sink_keys, const YieldPoint& yield)
{
    if (sink_keys < 0 || sink_keys > kernels::most_sink_keys)
        return failure(words("expected 0 to {1} sinks, found {2}", kernels::most_sink_keys, sink_keys));
    const std::int64_t length = qkv.size(0) / batch;
    if (reach >= length)
        reach = 0;
#if defined(ROPEWALK_CUDA_KERNELS)
    if (qkv.is_cuda() && qkv.scalar_type() == at::kBFloat16)
        return watched_on_gpu(config, qkv, batch, rotation, reach, sink_keys, yield);
#endif
    if (!has_kernel(qkv, config))
        return library_observed(config, qkv, batch, rotation, reach, sink_keys, yield);
    ObservedWindows out;
    out.attended = at::empty({qkv.size(0), config.heads * config.geometry.head_dim}, qkv.options());
    for (at::Tensor* one : {&out.entropy, &out.distance, &out.sink})
        *one = at::empty({batch, config.heads, length}, at::kFloat);
    const auto arguments = attention_arguments(config, qkv, batch, rotation, reach, out.attended);
    const kernels::Observation observation{out.entropy.mutable_data_ptr<float>(),
        out.distance.mutable_data_ptr<float>(), out.sink.mutable_data_ptr<float>(), sink_keys};
    const kernels::ObservedKernels& observed = *kernels::cpu_kernels().observed;
    const Status done = qkv.scalar_type() == at::kFloat ? run(*observed.f32, arguments, observation, yield)
                                                        : run(*observed.bf16, arguments, observation, yield);
    if (!done)
        return tl::unexpected(done.error());
    return out;
}

} // namespace ropewalk::model
