// SPDX-License-Identifier: Apache-2.0
#include "core/model/verify/kernel_problem.h"

#include "core/model/kernels/shared_arithmetic.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace ropewalk::model::verify {

Numbers made_numbers(std::size_t count, double spread, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    Numbers out;
    for (std::size_t i = 0; i < count; ++i) {
        double sum = -6.0; // twelve even numbers make a bell
        for (int draw = 0; draw < 12; ++draw)
            sum += static_cast<double>(random() >> 11) * 0x1p-53;
        out.bf16.push_back(kernels::to_bfloat16(static_cast<float>(spread * sum)));
        out.f32.push_back(kernels::from_bfloat16(out.bf16.back()));
    }
    return out;
}

const std::vector<AttentionProblem>& attention_problems()
{
    static const std::vector<AttentionProblem> all{
        {1, 1, 1, 1, 16, 8, false, 0},
        {2, 5, 2, 1, 8, 4, false, 0},
        {1, 95, 1, 1, 32, 16, false, 0},
        {1, 97, 3, 1, 24, 12, false, 0},
        {2, 129, 2, 2, 64, 32, false, 0},
        {1, 333, 4, 2, 64, 32, false, 0},
        {1, 250, 2, 2, 80, 16, true, 0},
        {1, 140, 2, 1, 128, 64, true, 0},
        {1, 70, 1, 1, 7, 3, false, 0},
        {1, 600, 2, 1, 24, 5, false, 97},
        {1, 1100, 1, 1, 64, 32, false, 513},
        {1, 200, 2, 1, 64, 32, false, 0, 40},
        {1, 300, 2, 2, 128, 64, false, 0, 400},
    };
    return all;
}

namespace {

/// Rows of queries, keys and values, as the projection leaves them.
Numbers projected(const AttentionProblem& of)
{
    Numbers out = made_numbers(std::size_t(of.batch * of.length * of.stride()), 1.5, 5);
    if (of.key_bias == 0)
        return out;
    std::mt19937_64 random(6);
    std::vector<double> bias;
    for (std::int64_t i = 0; i < of.kv_heads * of.head_dim; ++i)
        bias.push_back(of.key_bias * (static_cast<double>(random() >> 11) * 0x1p-52 - 1.0));
    for (std::int64_t row = 0; row < of.batch * of.length; ++row)
        for (std::int64_t i = 0; i < std::ssize(bias); ++i) {
            const auto at = std::size_t(row * of.stride() + of.heads * of.head_dim + i);
            out.bf16[at] = kernels::to_bfloat16(static_cast<float>(out.f32[at] + bias[std::size_t(i)]));
            out.f32[at] = kernels::from_bfloat16(out.bf16[at]);
        }
    return out;
}

} // namespace

AttentionCase::AttentionCase(const AttentionProblem& of)
    : problem(of)
    , qkv(projected(of))
    , turned(qkv.f32)
    , expected(of.outputs())
    , scale(of.outputs())
    , sensitivity(std::size_t(of.batch * of.heads * of.length))
{
    for (std::int64_t i = 0; i < of.length * of.pairs; ++i) {
        cos.push_back(static_cast<float>(1.1 * std::cos(0.37 * static_cast<double>(i))));
        sin.push_back(static_cast<float>(1.1 * std::sin(0.37 * static_cast<double>(i))));
    }
    kernels::RotateArguments turning = rotation();
    kernels::reference::rotate(turned.data(), turning);
    kernels::reference::attention(attention(qkv.f32.data(), expected.data()));
    double largest = 0;
    for (std::int64_t row = 0; row < of.batch * of.length; ++row)
        for (std::int64_t i = (of.heads + of.kv_heads) * of.head_dim; i < of.stride(); ++i)
            largest = std::max(largest, std::abs(double(turned[std::size_t(row * of.stride() + i)])));
    for (std::int64_t row = 0; row < of.batch * of.length; ++row)
        for (std::int64_t head = 0; head < of.heads; ++head) {
            const float* q = turned.data() + row * of.stride() + head * of.head_dim;
            const std::int64_t first = row - row % of.length; // of its window
            const std::int64_t oldest = of.reach > 0 ? std::max(first, row - of.reach + 1) : first;
            double moved = 0;
            for (std::int64_t n = oldest; n <= row; ++n) {
                const float* k
                    = turned.data() + n * of.stride() + (of.heads + head / (of.heads / of.kv_heads)) * of.head_dim;
                double squares = 0;
                for (std::int64_t i = 0; i < of.head_dim; ++i)
                    squares += double(q[i]) * k[i] * q[i] * k[i];
                moved = std::max(moved, std::sqrt(squares / static_cast<double>(of.head_dim)));
            }
            sensitivity[std::size_t((row / of.length * of.heads + head) * of.length + row % of.length)] = 1 + 2 * moved;
            std::fill_n(scale.begin() + (row * of.heads + head) * of.head_dim, of.head_dim, largest * (1 + 2 * moved));
        }
}

kernels::AttentionArguments AttentionCase::attention(const void* from, void* out) const
{
    const AttentionProblem& p = problem;
    return {from, p.stride(), p.batch, p.length, p.heads, p.kv_heads, p.head_dim, p.pairs, p.interleaved, cos.data(),
        sin.data(), static_cast<float>(1.0 / std::sqrt(static_cast<double>(p.head_dim))), out, p.reach};
}

kernels::RotateArguments AttentionCase::rotation() const
{
    const AttentionProblem& p = problem;
    return {p.batch * p.length, p.length, p.stride(), p.heads + p.kv_heads, p.head_dim, p.pairs, p.interleaved, cos.data(),
        sin.data()};
}

} // namespace ropewalk::model::verify
