// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/kernels/cpu_kernels.h"
#include "core/model/kernels/shared_arithmetic.h"

#include <QList>
#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

/// Attention problems out of random numbers, for kernels and their references.
namespace attention_problem {

using namespace ropewalk::model::kernels;

/// Random numbers that bfloat16 holds exactly, so that both types compute on the same ones.
inline std::vector<float> numbers(std::size_t count, float spread, unsigned seed)
{
    std::mt19937 generator(seed);
    std::normal_distribution<float> normal(0.0f, spread);
    std::vector<float> out(count);
    for (float& x : out)
        x = from_bfloat16(to_bfloat16(normal(generator)));
    return out;
}
inline std::vector<Bf16> halved(const std::vector<float>& x)
{
    std::vector<Bf16> out(x.size());
    std::transform(x.begin(), x.end(), out.begin(), to_bfloat16);
    return out;
}
inline std::vector<float> widened(const std::vector<Bf16>& x)
{
    std::vector<float> out(x.size());
    std::transform(x.begin(), x.end(), out.begin(), from_bfloat16);
    return out;
}

/// The worst of |a − b|/(absolute + relative·|b|): below 1 is within both tolerances. NaN counts as worst.
inline double worst(const std::vector<float>& a, const std::vector<float>& b, double absolute, double relative)
{
    double out = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double share = std::abs(double(a[i]) - b[i]) / (absolute + relative * std::abs(double(b[i])));
        out = share <= out ? out : share;
    }
    return out;
}

struct Shape
{
    std::int64_t batch, length, heads, kv_heads, head_dim, pairs;
    bool interleaved;
};

struct Problem
{
    Shape shape;
    std::vector<float> qkv, cos, sin;
    std::int64_t stride;

    explicit Problem(const QList<int>& s, float spread = 1.5f)
        : shape{s[0], s[1], s[2], s[3], s[4], s[5], s[6] == 1}
        , stride((shape.heads + 2 * shape.kv_heads) * shape.head_dim + 3)
    {
        qkv = numbers(std::size_t(shape.batch * shape.length * stride), spread, 5);
        for (std::int64_t i = 0; i < shape.length * shape.pairs; ++i) {
            cos.push_back(float(1.1 * std::cos(0.37 * double(i))));
            sin.push_back(float(1.1 * std::sin(0.37 * double(i))));
        }
    }
    AttentionArguments attention(const void* from, void* out) const
    {
        return {from, stride, shape.batch, shape.length, shape.heads, shape.kv_heads, shape.head_dim, shape.pairs,
            shape.interleaved, cos.data(), sin.data(), 1.0f / std::sqrt(float(shape.head_dim)), out};
    }
    std::size_t outputs() const { return std::size_t(shape.batch * shape.length * shape.heads * shape.head_dim); }
};

} // namespace attention_problem
