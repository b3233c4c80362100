// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/kernels/cpu_kernels.h"

namespace ropewalk::model::kernels {

/// What one query's attention p over its visible keys comes to, one number a (window, head, query) in that order.
struct Observation
{
    float* entropy; ///< −Σ p·ln p, nats
    float* distance; ///< Σ p·(query − key), tokens
    float* sink; ///< Σ p over keys 0 … sink_keys − 1
    std::int64_t sink_keys;
};

constexpr std::int64_t most_sink_keys = 256;

/// Attention as TypedKernels::Attention has it, and what is observed of it in the same pass: no further memory but the
/// numbers themselves. Scores are products of the element type where the instruction set has them (bfloat16), their
/// sums float32 and those of a row double.
template <class Element>
struct ObservedAttention
{
    std::int64_t block_rows; ///< query rows that attend() handles in one call
    std::size_t (*packed_bytes)(const AttentionArguments&);
    std::size_t (*scratch_bytes)(const AttentionArguments&);
    void (*pack)(const AttentionArguments&, std::int64_t window, std::int64_t kv_head, void* packed);
    void (*attend)(const AttentionArguments&, const Observation&, std::int64_t window, std::int64_t head,
        std::int64_t block, const void* packed, void* scratch);
};

/// One file each, compiled for that instruction set.
struct ObservedKernels
{
    const ObservedAttention<float>* f32;
    const ObservedAttention<Bf16>* bf16;
};

/// The same written plainly in double precision: what the kernels are checked against. qkv is float; out is not written.
namespace reference {
void observe(const AttentionArguments& arguments, const Observation& observation);
}

} // namespace ropewalk::model::kernels
