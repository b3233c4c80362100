// SPDX-License-Identifier: Apache-2.0
#include "core/model/scoring/attention.h"

#include "core/model/kernels/cpu_kernels.h"
#include "core/model/scoring/row_operations.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>

namespace ropewalk::model {
namespace {

constexpr double work_a_step = 2e9; // multiplications between two yields

/// Packs and attends one group of KV heads after another, so that packed keys and values stay small.
template <class Element>
Status run(const kernels::TypedKernels<Element>& typed, const kernels::AttentionArguments& a, const YieldPoint& yield)
{
    const auto& kernel = *typed.attention;
    const std::int64_t threads = at::get_num_threads();
    const std::int64_t shared = a.heads / a.kv_heads; // query heads a KV head
    const std::int64_t blocks = (a.length + kernel.block_rows - 1) / kernel.block_rows;
    const std::int64_t pairs_of_heads = a.batch * a.kv_heads; // (window, KV head), numbered window-major
    const std::int64_t together = std::min(pairs_of_heads, std::max<std::int64_t>(threads, 4));
    const auto aligned = [](std::size_t bytes) { return static_cast<std::int64_t>((bytes + 63) / 64 * 64); };
    const std::int64_t packed_bytes = aligned(kernel.packed_bytes(a));
    const at::Tensor packed = at::empty({together * packed_bytes}, at::kByte);
    char* const memory = static_cast<char*>(packed.mutable_data_ptr());
    // libtorch's CPU memory is aligned to 64 bytes.
    const double block_work = double(kernel.block_rows) * double(a.length) * double(a.head_dim);
    const auto tasks_a_step = std::max<std::int64_t>(2 * threads, static_cast<std::int64_t>(work_a_step / block_work));

    for (std::int64_t first = 0; first < pairs_of_heads; first += together) {
        const std::int64_t count = std::min(together, pairs_of_heads - first);
        at::parallel_for(0, count, 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i)
                kernel.pack(a, (first + i) / a.kv_heads, (first + i) % a.kv_heads, memory + i * packed_bytes);
        });
        const std::int64_t tasks = count * shared * blocks;
        for (std::int64_t done = 0; done < tasks; done += tasks_a_step) {
            if (done > 0 && !keep_going(yield))
                return cancelled();
            at::parallel_for(done, std::min(tasks, done + tasks_a_step), 1, [&](std::int64_t begin, std::int64_t end) {
                const at::Tensor scratch = at::empty({aligned(kernel.scratch_bytes(a))}, at::kByte);
                for (std::int64_t task = begin; task < end; ++task) {
                    // Late blocks see more keys: early and late ones alternate, so that the threads end together.
                    const std::int64_t turn = task % blocks;
                    const std::int64_t block = turn % 2 ? blocks - 1 - turn / 2 : turn / 2;
                    const std::int64_t i = task / blocks / shared;
                    const std::int64_t head = (first + i) % a.kv_heads * shared + task / blocks % shared;
                    kernel.attend(a, (first + i) / a.kv_heads, head, block, memory + i * packed_bytes,
                        scratch.mutable_data_ptr());
                }
            });
        }
    }
    return {};
}

} // namespace

bool library_attends(const formats::ModelConfig& config, const at::Device& device, at::ScalarType dtype, bool windowed)
{
    if (!device.is_cpu() || config.geometry.head_dim > kernels::most_head_dim)
        return true;
    if (dtype == at::kFloat)
        return kernels::cpu_kernels().f32.attention == nullptr;
    return dtype != at::kBFloat16 || kernels::cpu_kernels().bf16.attention == nullptr
        || (!windowed && kernels::cpu_has_bf16_tiles());
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

Result<at::Tensor> window_attention(const formats::ModelConfig& config, const at::Tensor& qkv, std::int64_t batch,
    const Rotation& rotation, std::int64_t reach, const YieldPoint& yield)
{
    if (reach >= qkv.size(0) / batch)
        reach = 0;
    if (library_attends(config, qkv.device(), qkv.scalar_type(), reach > 0))
        return library_attention(config, qkv, batch, rotation, reach);
    const std::int64_t head_dim = config.geometry.head_dim;
    at::Tensor out = at::empty({qkv.size(0), config.heads * head_dim}, qkv.options());
    const bool turn = rotation.cos.defined();
    const kernels::AttentionArguments arguments{qkv.const_data_ptr(), qkv.stride(0), batch, qkv.size(0) / batch,
        config.heads, config.kv_heads, head_dim, config.geometry.pairs(),
        config.geometry.layout == rope::PairLayout::interleaved,
        turn ? rotation.cos.const_data_ptr<float>() : nullptr, turn ? rotation.sin.const_data_ptr<float>() : nullptr,
        static_cast<float>(1.0 / std::sqrt(static_cast<double>(head_dim))), out.mutable_data_ptr(), reach};
    const Status done = qkv.scalar_type() == at::kFloat ? run(kernels::cpu_kernels().f32, arguments, yield)
                                                        : run(kernels::cpu_kernels().bf16, arguments, yield);
    if (!done)
        return tl::unexpected(done.error());
    return out;
}

} // namespace ropewalk::model
