// SPDX-License-Identifier: Apache-2.0
// Products of float16, 32 in a register, for the instruction set of the file that includes this. They are summed in
// float16 over `chunk` of them and from there on in float32, so a sum's error stays below that of rounding its factors
// to bfloat16; both factors are scaled by powers of two first, so that no such sum leaves float16's range.
#pragma once

#include "core/model/kernels/cpu/row_kernels.h"

#include <immintrin.h>

// sum += many·one of 32 numbers and of one in memory. Written out, since the compiler would broadcast into a register of its
// own: that takes a place among those that multiply. A test has it otherwise on processors without the instruction.
#if !defined(ROPEWALK_MULTIPLY_ADD_FLOAT16)
#define ROPEWALK_MULTIPLY_ADD_FLOAT16(sum, many, one) \
    asm("vfmadd231ph %2%{1to32%}, %1, %0" : "+v"(sum) : "v"(many), "m"(one))
#endif

namespace ropewalk::model::kernels {
namespace {

using Float16 = std::uint16_t; // the bits
using Float16Register = std::uint16_t __attribute__((vector_size(64)));

/// A power of two for numbers up to `largest`: times it they are below 2^exponent, and largest at least half of that.
ROPEWALK_INLINE float scale_below(float largest, int exponent)
{
    std::uint32_t bits;
    std::memcpy(&bits, &largest, sizeof bits);
    const int own = int(bits >> 23 & 0xFF) - 126; // largest < 2^own; ±∞ and NaN stay what they are
    const int scale = largest > 0 && own < 129 ? exponent - own : 0;
    bits = std::uint32_t((scale < 126 ? scale : 126) + 127) << 23;
    float out;
    std::memcpy(&out, &bits, sizeof out);
    return out;
}

ROPEWALK_INLINE void store_float16(Float16* to, Lanes x)
{
    const __m256i halves = _mm512_maskz_cvtps_ph(0xFFFF, (__m512)x, _MM_FROUND_TO_NEAREST_INT);
    std::memcpy(to, &halves, sizeof halves);
}
/// 16 of a register's 32 numbers: the first, or the last.
template <int Half>
ROPEWALK_INLINE Lanes widened(Float16Register x)
{
    const __m256i half = _mm512_maskz_extracti64x4_epi64(0xF, (__m512i)x, Half);
    return (Lanes)_mm512_maskz_cvtph_ps(0xFFFF, half);
}

struct Float16Dot
{
    using Unit = Float16;
    static constexpr std::int64_t numbers = 1, across = 2 * lanes, depth_step = 1;
    static constexpr bool scaled = true;
    static constexpr int score_rows = 12, score_columns = 2, value_rows = 12, value_columns = 2;

    static constexpr std::int64_t chunk = 32; // products that are summed in float16
    // Scaled so that every product is below 2^10, hence a chunk's sum below 2^15; float16 ends at 2^16.
    /// For each of two factors of which none is larger than `largest`.
    ROPEWALK_INLINE float factor_scale(float largest) { return scale_below(largest, 5); }
    /// For what is multiplied by numbers up to 1.
    ROPEWALK_INLINE float share_scale(float largest) { return scale_below(largest, 10); }

    struct Session
    {
    };

    ROPEWALK_INLINE void store_units(Unit* to, Lanes x) { store_float16(to, x); }

    /// As RegisterTiles has it.
    template <int Rows, int Columns>
    ROPEWALK_INLINE void multiply(const Unit* a, std::int64_t a_stride, const Unit* b, std::int64_t b_stride,
        std::int64_t depth, float* out, std::int64_t out_stride, bool add)
    {
        for (std::int64_t from = 0; from < depth; from += chunk, add = true)
            add_chunk<Rows, Columns>(a + from, a_stride, b + from * b_stride, b_stride,
                depth - from < chunk ? depth - from : chunk, out, out_stride, add);
    }

private:
    template <int Rows, int Columns>
    ROPEWALK_INLINE void add_chunk(const Unit* a, std::int64_t a_stride, const Unit* b, std::int64_t b_stride,
        std::int64_t depth, float* out, std::int64_t out_stride, bool add)
    {
        Float16Register sums[Rows][Columns] = {};
        for (std::int64_t i = 0; i < depth; ++i, b += b_stride) {
            Float16Register many[Columns];
#pragma GCC unroll 4
            for (int column = 0; column < Columns; ++column)
                std::memcpy(&many[column], b + column * across, sizeof many[column]);
#pragma GCC unroll 16
            for (int row = 0; row < Rows; ++row)
#pragma GCC unroll 4
                for (int column = 0; column < Columns; ++column)
                    ROPEWALK_MULTIPLY_ADD_FLOAT16(sums[row][column], many[column], a[row * a_stride + i]);
        }
#pragma GCC unroll 16
        for (int row = 0; row < Rows; ++row)
#pragma GCC unroll 4
            for (int column = 0; column < Columns; ++column) {
                float* to = out + row * out_stride + column * across;
                const Lanes first = widened<0>(sums[row][column]), last = widened<1>(sums[row][column]);
                store(to, add ? load(to) + first : first);
                store(to + lanes, add ? load(to + lanes) + last : last);
            }
    }
};

} // namespace
} // namespace ropewalk::model::kernels
