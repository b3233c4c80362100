// SPDX-License-Identifier: Apache-2.0
#include "core/model/scoring/observed_attention.h"

#include "core/model/kernels/observed_kernels.h"
#include "core/model/scoring/attention_tasks.h"

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
        return failure("expected 0 to " + std::to_string(kernels::most_sink_keys) + " sinks, found "
            + std::to_string(sink_keys));
    const std::int64_t length = qkv.size(0) / batch;
    if (reach >= length)
        reach = 0;
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
