// SPDX-License-Identifier: Apache-2.0
#include "core/model/kernels/cpu_kernels.h"
#include "core/model/kernels/shared_arithmetic.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace ropewalk::model::kernels::reference {

void rms_norm(const float* x, const float* weight, float eps, std::int64_t rows, std::int64_t width, float* out)
{
    for (std::int64_t row = 0; row < rows; ++row, x += width, out += width) {
        double squares = 0;
        for (std::int64_t i = 0; i < width; ++i)
            squares += double(x[i]) * x[i];
        const double scale = 1.0 / std::sqrt(squares / double(width) + eps);
        for (std::int64_t i = 0; i < width; ++i)
            out[i] = float(weight[i] * (x[i] * scale));
    }
}

void swiglu(const float* gate_up, std::int64_t rows, std::int64_t width, float* out)
{
    for (std::int64_t row = 0; row < rows; ++row, gate_up += 2 * width, out += width)
        for (std::int64_t i = 0; i < width; ++i)
            out[i] = float(gate_up[i] / (1.0 + std::exp(-double(gate_up[i]))) * gate_up[width + i]);
}

void rotate(float* x, const RotateArguments& a)
{
    for (std::int64_t row = 0; row < a.rows; ++row)
        for (std::int64_t head = 0; head < a.heads; ++head)
            for (std::int64_t pair = 0; pair < a.pairs; ++pair) {
                float* components = x + row * a.row_stride + head * a.head_dim;
                float& first = components[first_of_pair(pair, a.interleaved)];
                float& second = components[second_of_pair(pair, a.pairs, a.interleaved)];
                const std::int64_t at = row % a.length * a.pairs + pair;
                float turned_first = 0, turned_second = 0;
                turn(first, second, a.cos[at], a.sin[at], turned_first, turned_second);
                first = turned_first;
                second = turned_second;
            }
}

void losses(const float* logits, const std::int64_t* targets, std::int64_t rows, std::int64_t width, float* out)
{
    for (std::int64_t row = 0; row < rows; ++row, logits += width) {
        const double largest = *std::max_element(logits, logits + width);
        double sum = 0;
        for (std::int64_t i = 0; i < width; ++i)
            sum += std::exp(logits[i] - largest);
        out[row] = float(largest - logits[targets[row]] + std::log(sum));
    }
}

void attention(const AttentionArguments& a)
{
    std::vector<float> turned(static_cast<const float*>(a.qkv), static_cast<const float*>(a.qkv) + a.batch * a.length * a.row_stride);
    if (a.cos)
        rotate(turned.data(),
            {a.batch * a.length, a.length, a.row_stride, a.heads + a.kv_heads, a.head_dim, a.pairs, a.interleaved, a.cos,
                a.sin});
    float* out = static_cast<float*>(a.out);
    std::vector<double> share(std::size_t(a.length));
    for (std::int64_t window = 0; window < a.batch; ++window)
        for (std::int64_t head = 0; head < a.heads; ++head)
            for (std::int64_t row = 0; row < a.length; ++row) {
                const std::int64_t kv_head = head / (a.heads / a.kv_heads);
                const auto at = [&](std::int64_t n, std::int64_t slot) {
                    return turned.data() + (window * a.length + n) * a.row_stride + slot * a.head_dim;
                };
                const float* q = at(row, head);
                const std::int64_t oldest = a.reach > 0 ? std::max<std::int64_t>(0, row - a.reach + 1) : 0;
                double largest = -INFINITY, sum = 0;
                for (std::int64_t n = oldest; n <= row; ++n) {
                    const float* k = at(n, a.heads + kv_head);
                    double score = 0;
                    for (std::int64_t i = 0; i < a.head_dim; ++i)
                        score += double(q[i]) * k[i];
                    share[std::size_t(n)] = score * a.scale;
                    largest = std::max(largest, share[std::size_t(n)]);
                }
                for (std::int64_t n = oldest; n <= row; ++n)
                    sum += share[std::size_t(n)] = std::exp(share[std::size_t(n)] - largest);
                for (std::int64_t i = 0; i < a.head_dim; ++i) {
                    double value = 0;
                    for (std::int64_t n = oldest; n <= row; ++n)
                        value += share[std::size_t(n)] * at(n, a.heads + a.kv_heads + kv_head)[i];
                    out[((window * a.length + row) * a.heads + head) * a.head_dim + i] = float(value / sum);
                }
            }
}

} // namespace ropewalk::model::kernels::reference
