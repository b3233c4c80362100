// SPDX-License-Identifier: Apache-2.0
// The small matrix products of attention, of floats and of pairs of bfloat16, for the instruction set of the file that
// includes this.
#pragma once

#include "core/model/kernels/cpu/row_kernels.h"

namespace ropewalk::model::kernels {
namespace {

constexpr int score_columns = 2; // registers of keys that are multiplied at once
constexpr std::int64_t key_tile = score_columns * lanes;

/// Products of single floats.
struct FloatDot
{
    using Unit = float;
    static constexpr std::int64_t numbers = 1; // in a unit
    ROPEWALK_INLINE Lanes multiply_add(Lanes sum, const Unit* many, Unit one) { return sum + load(many) * one; }
    ROPEWALK_INLINE void store_units(Unit* to, Lanes x) { store(to, x); }
};

#if defined(__AVX512BF16__)
/// Products of pairs of bfloat16, summed in float.
struct Bf16Dot
{
    using Unit = std::uint32_t;
    static constexpr std::int64_t numbers = 2;
    ROPEWALK_INLINE Lanes multiply_add(Lanes sum, const Unit* many, Unit one)
    {
        return (Lanes)_mm512_dpbf16_ps(
            (__m512)sum, (__m512bh)_mm512_loadu_si512(many), (__m512bh)_mm512_set1_epi32(int(one)));
    }
    /// A register of numbers that follow each other, as half as many pairs.
    ROPEWALK_INLINE void store_units(Unit* to, Lanes x)
    {
        const Halves halves = to_halves(x);
        std::memcpy(to, &halves, sizeof halves);
    }
};
#endif

/// out = A·B or out += A·B for Rows × Columns·lanes sums held in registers. A: rows of `depth` units; B:
/// depth rows of Columns·lanes units.
template <class Dot, int Rows, int Columns>
ROPEWALK_INLINE void multiply_tile(const typename Dot::Unit* a, std::int64_t a_stride, const typename Dot::Unit* b,
    std::int64_t b_stride, std::int64_t depth, float* out, std::int64_t out_stride, bool add)
{
    Lanes sums[Rows][Columns];
#pragma GCC unroll 16
    for (int row = 0; row < Rows; ++row)
#pragma GCC unroll 4
        for (int column = 0; column < Columns; ++column)
            sums[row][column] = add ? load(out + row * out_stride + column * lanes) : Lanes{};
    for (std::int64_t i = 0; i < depth; ++i, b += b_stride)
#pragma GCC unroll 16
        for (int row = 0; row < Rows; ++row)
#pragma GCC unroll 4
            for (int column = 0; column < Columns; ++column)
                sums[row][column] = Dot::multiply_add(sums[row][column], b + column * lanes, a[row * a_stride + i]);
#pragma GCC unroll 16
    for (int row = 0; row < Rows; ++row)
#pragma GCC unroll 4
        for (int column = 0; column < Columns; ++column)
            store(out + row * out_stride + column * lanes, sums[row][column]);
}

/// How the two matrix products are cut, queries · keys and shares · values, and who multiplies the parts: here rows ×
/// registers that stay in registers. Another unit than the vector's has a specialisation.
template <class Dot>
struct Products
{
#if defined(__AVX512F__)
    static constexpr int score_rows = 12, value_rows = 6, value_columns = 4;
#else
    static constexpr int score_rows = 6, value_rows = 6, value_columns = 2;
#endif
    static constexpr std::int64_t depth_step = 1; ///< units that a product's depth is a multiple of

    /// Lives while products are made.
    struct Session
    {
    };
    template <int Rows, int Columns>
    ROPEWALK_INLINE void multiply(const typename Dot::Unit* a, std::int64_t a_stride, const typename Dot::Unit* b,
        std::int64_t b_stride, std::int64_t depth, float* out, std::int64_t out_stride, bool add)
    {
        multiply_tile<Dot, Rows, Columns>(a, a_stride, b, b_stride, depth, out, out_stride, add);
    }
};

} // namespace
} // namespace ropewalk::model::kernels
