// SPDX-License-Identifier: Apache-2.0
// The small matrix products of attention in registers, of floats and of pairs of bfloat16, for the instruction set of the file that
// includes this.
#pragma once

#include "core/model/kernels/cpu/row_kernels.h"

namespace ropewalk::model::kernels {
namespace {

// A Dot is one way to multiply: numbers are packed in units, `numbers` of them in one and `across` units in a register.
// multiply<Rows, Columns>() is out = A·B, or out += A·B, of Rows × Columns·across sums held in registers, for A of rows
// of `depth` units and B of depth rows of Columns·across units. score_rows … value_columns are the sizes that the two
// products of attention are cut into, and depth_step is what their depth is a multiple of; a Session lives while they are
// made. What is packed for a `scaled` one is scaled, so that no sum leaves its type's range.

/// Sums of floats in registers, a unit of depth at a time, by Dot::multiply_add.
template <class Dot, class Unit_>
struct RegisterTiles
{
    using Unit = Unit_;
    static constexpr std::int64_t across = lanes, depth_step = 1;
    static constexpr bool scaled = false;
#if defined(ROPEWALK_AVX512)
    static constexpr int score_rows = 12, score_columns = 2, value_rows = 6, value_columns = 4;
#else
    static constexpr int score_rows = 6, score_columns = 2, value_rows = 6, value_columns = 2;
#endif

    struct Session
    {
    };

    template <int Rows, int Columns>
    ROPEWALK_INLINE void multiply(const Unit* a, std::int64_t a_stride, const Unit* b, std::int64_t b_stride,
        std::int64_t depth, float* out, std::int64_t out_stride, bool add)
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
};

/// Products of single floats.
struct FloatDot : RegisterTiles<FloatDot, float>
{
    static constexpr std::int64_t numbers = 1;
    ROPEWALK_INLINE Lanes multiply_add(Lanes sum, const Unit* many, Unit one) { return sum + load(many) * one; }
    ROPEWALK_INLINE void store_units(Unit* to, Lanes x) { store(to, x); }
};

#if defined(ROPEWALK_AVX512_BF16)
/// Products of pairs of bfloat16, summed in float.
struct Bf16Dot : RegisterTiles<Bf16Dot, std::uint32_t>
{
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

} // namespace
} // namespace ropewalk::model::kernels
