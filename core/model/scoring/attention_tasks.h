// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/kernels/cpu_kernels.h"
#include "core/result.h"
#include "core/yield.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include <algorithm>

namespace ropewalk::model {

/// Runs an attention kernel over all heads of all windows: packs one group of KV heads after another, so that packed
/// keys and values stay small, and spreads blocks of queries over the threads. attend(window, head, block, packed,
/// scratch) does one block. Yields some tens of milliseconds apart. Compile what includes this with -fopenmp.
template <class Kernel, class Attend>
Status over_heads(
    const Kernel& kernel, const kernels::AttentionArguments& a, const Attend& attend, const YieldPoint& yield)
{
    constexpr double work_a_step = 2e9; // multiplications between two yields
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
                    attend((first + i) / a.kv_heads, head, block, memory + i * packed_bytes, scratch.mutable_data_ptr());
                }
            });
        }
    }
    return {};
}

} // namespace ropewalk::model
