// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/kernels/cpu_kernels.h"

#include <vector>

namespace ropewalk::model::verify {

/// Made numbers to run kernels on, in both types: bfloat16 holds each of them exactly.
struct Numbers
{
    std::vector<float> f32;
    std::vector<kernels::Bf16> bf16;
};
/// On a bell of this spread, a function of the seed alone.
Numbers made_numbers(std::size_t count, double spread, std::uint64_t seed);

/// One size of rotation and attention.
struct AttentionProblem
{
    std::int64_t batch, length, heads, kv_heads, head_dim, pairs;
    bool interleaved;
    std::int64_t reach;
    double key_bias = 0; ///< added to keys before they turn, even on ± this over the components: Qwen2.5's reach hundreds

    std::int64_t stride() const { return (heads + 2 * kv_heads) * head_dim; }
    std::size_t outputs() const { return std::size_t(batch * length * heads * head_dim); }
};
/// One token to several blocks of queries and keys, every kind of head.
const std::vector<AttentionProblem>& attention_problems();

/// A problem with its numbers, and what attention must give.
struct AttentionCase
{
    explicit AttentionCase(const AttentionProblem& of);

    kernels::AttentionArguments attention(const void* from, void* out) const;
    kernels::RotateArguments rotation() const;

    AttentionProblem problem;
    Numbers qkv;
    std::vector<float> cos, sin;
    std::vector<float> turned; ///< qkv after the plain reference
    std::vector<float> expected; ///< by the plain reference
    std::vector<double> scale; ///< of `expected`, as ExactAttention says
    std::vector<double> sensitivity; ///< its 1 + 2c alone, for every window, head and query in that order
};

} // namespace ropewalk::model::verify
