// SPDX-License-Identifier: Apache-2.0
// Norm, SwiGLU, rotation and losses, row by row, for the instruction set of the file that includes this.
#pragma once

#include "core/model/kernels/cpu/lane_maths.h"

namespace ropewalk::model::kernels {
namespace {

/// Calls body(offset, count) for a width, a register's lanes at a time; the last may be shorter.
template <class Body>
ROPEWALK_INLINE void over(std::int64_t width, Body body)
{
    std::int64_t i = 0;
    for (; i + lanes <= width; i += lanes)
        body(i, lanes);
    if (i < width)
        body(i, width - i);
}
template <class Element>
ROPEWALK_INLINE Lanes take(const Element* from, std::int64_t count, float others = 0.0f)
{
    return count == lanes ? load(from) : load_some(from, count, others);
}
template <class Element>
ROPEWALK_INLINE void put(Element* to, Lanes x, std::int64_t count)
{
    if (count == lanes)
        store(to, x);
    else
        store_some(to, x, count);
}

/// The largest |x| of a width.
template <class Element>
ROPEWALK_INLINE float largest_size(const Element* x, std::int64_t width)
{
    Lanes largest{};
    over(width, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
        largest = larger(largest, size_of(take(x + i, count)));
    });
    return largest_of(largest);
}

template <class Element>
void rms_norm(const Element* x, const Element* weight, float eps, std::int64_t rows, std::int64_t width, Element* out)
{
    for (std::int64_t row = 0; row < rows; ++row, x += width, out += width) {
        Lanes squares{};
        over(width, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
            const Lanes value = take(x + i, count);
            squares += value * value;
        });
        const float scale = 1.0f / __builtin_sqrtf(sum_of(squares) / float(width) + eps);
        over(width, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
            put(out + i, take(weight + i, count) * (take(x + i, count) * scale), count);
        });
    }
}

template <class Element>
void swiglu(const Element* gate_up, std::int64_t rows, std::int64_t width, Element* out)
{
    for (std::int64_t row = 0; row < rows; ++row, gate_up += 2 * width, out += width)
        over(width, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
            const Lanes gate = take(gate_up + i, count);
            // Above e^80 the quotient is gate·0 either way; the bound keeps the power inside float.
            const Lanes power = exp_of(larger(-gate, all(-87.0f)) < 80.0f ? -gate : all(80.0f));
            put(out + i, gate / (power + 1.0f) * take(gate_up + width + i, count), count);
        });
}

/// One head of one row, half-split pairs: the first halves lie together and so do the second.
template <class Element>
ROPEWALK_INLINE void turn_halves(Element* x, std::int64_t pairs, const float* cos, const float* sin)
{
    over(pairs, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
        const Lanes a = take(x + i, count), b = take(x + pairs + i, count);
        const Lanes c = take(cos + i, count), s = take(sin + i, count);
        put(x + i, a * c - b * s, count);
        put(x + pairs + i, b * c + a * s, count);
    });
}

template <class Element>
ROPEWALK_INLINE void turn_neighbours(Element* x, std::int64_t pairs, const float* cos, const float* sin)
{
    for (std::int64_t pair = 0; pair < pairs; ++pair) {
        float a = 0, b = 0;
        turn(to_float(x[2 * pair]), to_float(x[2 * pair + 1]), cos[pair], sin[pair], a, b);
        from_float(a, x[2 * pair]);
        from_float(b, x[2 * pair + 1]);
    }
}

template <class Element>
void rotate(Element* x, const RotateArguments& a)
{
    for (std::int64_t row = 0; row < a.rows; ++row) {
        const std::int64_t at = row % a.length * a.pairs;
        for (std::int64_t head = 0; head < a.heads; ++head) {
            Element* components = x + row * a.row_stride + head * a.head_dim;
            if (a.interleaved)
                turn_neighbours(components, a.pairs, a.cos + at, a.sin + at);
            else
                turn_halves(components, a.pairs, a.cos + at, a.sin + at);
        }
    }
}

template <class Element>
void losses(const Element* logits, const std::int64_t* targets, std::int64_t rows, std::int64_t width, float* out)
{
    for (std::int64_t row = 0; row < rows; ++row, logits += width) {
        Lanes top = all(-__builtin_inff());
        over(width, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
            top = larger(top, take(logits + i, count, -__builtin_inff()));
        });
        LogSum seen;
        seen.largest = largest_of(top);
        Lanes sum{};
        over(width, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
            sum += exp_of(take(logits + i, count, -__builtin_inff()) - seen.largest);
        });
        seen.sum = sum_of(sum);
        out[row] = target_loss(seen, to_float(logits[targets[row]]));
    }
}

template <class Element>
constexpr TypedKernels<Element> row_kernels(const typename TypedKernels<Element>::Attention* attention,
    const typename TypedKernels<Element>::Product* product = nullptr)
{
    return {rms_norm<Element>, swiglu<Element>, rotate<Element>, losses<Element>, attention, product};
}

} // namespace
} // namespace ropewalk::model::kernels
