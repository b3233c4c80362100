// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/kernels/observed_kernels.h"

#include <cstdlib>
#include <cstring>
#include <memory>

/// Whole attention problems on one thread, for tests of single kernels.
namespace attention_problem {

using namespace ropewalk::model::kernels;

/// Working memory as the kernels are given it, in which no number is left from before.
inline std::unique_ptr<void, decltype(&std::free)> working_memory(std::size_t bytes)
{
    bytes = (bytes + 63) / 64 * 64;
    std::unique_ptr<void, decltype(&std::free)> memory(std::aligned_alloc(64, bytes), &std::free);
    std::memset(memory.get(), 0xFF, bytes); // NaN in every type
    return memory;
}

/// Calls attend(window, head, block, packed, scratch) for all of them, each head after its keys were packed.
template <class Kernel, class Attend>
void over_blocks(const Kernel& kernel, const AttentionArguments& a, Attend attend)
{
    const auto packed = working_memory(kernel.packed_bytes(a)), scratch = working_memory(kernel.scratch_bytes(a));
    for (std::int64_t window = 0; window < a.batch; ++window)
        for (std::int64_t head = 0; head < a.heads; ++head) {
            kernel.pack(a, window, head / (a.heads / a.kv_heads), packed.get());
            for (std::int64_t block = 0; block * kernel.block_rows < a.length; ++block)
                attend(window, head, block, packed.get(), scratch.get());
        }
}

template <class Element>
void attend(const TypedKernels<Element>& kernels, const AttentionArguments& a)
{
    over_blocks(*kernels.attention, a, [&](auto window, auto head, auto block, const void* packed, void* scratch) {
        kernels.attention->attend(a, window, head, block, packed, scratch);
    });
}

template <class Element>
void observe(const ObservedAttention<Element>& kernel, const AttentionArguments& a, const Observation& observation)
{
    over_blocks(kernel, a, [&](auto window, auto head, auto block, const void* packed, void* scratch) {
        kernel.attend(a, observation, window, head, block, packed, scratch);
    });
}

} // namespace attention_problem
