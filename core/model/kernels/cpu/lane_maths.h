// SPDX-License-Identifier: Apache-2.0
// Sums, largest, powers and transposition of registers of floats, for the instruction set of the file that includes this.
#pragma once

#include "core/model/kernels/cpu/lanes.h"

#include <utility>

namespace ropewalk::model::kernels {
namespace {

/// Lane i of the result is lane i + Distance of x, counted round.
template <std::int64_t Distance, std::size_t... Index>
ROPEWALK_INLINE Lanes moved(Lanes x, std::index_sequence<Index...>)
{
    return __builtin_shufflevector(x, x, ((Index + Distance) % lanes)...);
}
/// Folds the upper half onto the lower until one is left.
template <std::int64_t Distance = lanes / 2, class Fold>
ROPEWALK_INLINE float folded(Lanes x, Fold fold)
{
    x = fold(x, moved<Distance>(x, std::make_index_sequence<lanes>()));
    if constexpr (Distance > 1)
        return folded<Distance / 2>(x, fold);
    else
        return x[0];
}
ROPEWALK_INLINE float sum_of(Lanes x)
{
    return folded(x, [](Lanes a, Lanes b) __attribute__((always_inline)) { return a + b; });
}
ROPEWALK_INLINE float largest_of(Lanes x)
{
    return folded(x, [](Lanes a, Lanes b) __attribute__((always_inline)) { return larger(a, b); });
}

ROPEWALK_INLINE Lanes size_of(Lanes x)
{
    return larger(x, -x);
}

/// 2^x for x ≤ 126, relative error below 2e-7; below −126 it stays at 2^−126.
ROPEWALK_INLINE Lanes exp2_of(Lanes x)
{
    x = larger(x, all(-126.0f));
    constexpr float magic = 12582912.0f; // 1.5·2^23: adding it rounds to a whole number in the low bits
    const Lanes shifted = x + magic;
    const Lanes r = x - (shifted - magic); // −½ … ½
    Lanes p = all(1.535336188e-4f); // the polynomial of Cephes' exp2f
    p = p * r + 1.339887440e-3f;
    p = p * r + 9.618437357e-3f;
    p = p * r + 5.550332471e-2f;
    p = p * r + 2.402264791e-1f;
    p = p * r + 6.931472028e-1f;
    p = p * r + 1.0f;
    Bits exponent, bits;
    std::memcpy(&exponent, &shifted, sizeof exponent);
    std::memcpy(&bits, &p, sizeof bits);
    bits += exponent << 23;
    Lanes out;
    std::memcpy(&out, &bits, sizeof out);
    return out;
}

constexpr float log2_e = 1.4426950408889634f;

ROPEWALK_INLINE Lanes exp_of(Lanes x)
{
    return exp2_of(x * log2_e);
}

/// 2^x to as many digits as the element type keeps: for bfloat16 relative error below 8e-5, at any x.
template <class Element>
ROPEWALK_INLINE Lanes exp2_for(Lanes x)
{
#if defined(ROPEWALK_AVX512_BF16)
    if constexpr (sizeof(Element) == sizeof(Bf16)) {
        constexpr int below = 1; // _MM_FROUND_TO_NEG_INF, whole numbers
        // The forms with a mask: the others warn of an undefined register in GCC 12.
        const Lanes r = (Lanes)_mm512_maskz_reduce_ps(0xFFFF, (__m512)x, below); // 0 … 1
        Lanes p = all(7.802452147e-2f); // least largest relative error of a cubic, by the exchange algorithm
        p = p * r + 2.260671556e-1f;
        p = p * r + 6.958335638e-1f;
        p = p * r + 9.999251962e-1f;
        return (Lanes)_mm512_maskz_scalef_ps(0xFFFF, (__m512)p, (__m512)x);
    }
#endif
    return exp2_of(x);
}

/// 0, 1, 2, …
template <std::size_t... Index>
ROPEWALK_INLINE Lanes counted(std::index_sequence<Index...>)
{
    return Lanes{float(Index)...};
}

template <std::int64_t Distance, std::size_t... Index>
ROPEWALK_INLINE void exchange(Bits& a, Bits& b, std::index_sequence<Index...>)
{
    constexpr auto d = static_cast<std::size_t>(Distance);
    const Bits low = __builtin_shufflevector(a, b, ((Index & d) ? lanes + Index - d : Index)...);
    b = __builtin_shufflevector(a, b, ((Index & d) ? lanes + Index : Index + d)...);
    a = low;
}
/// Rows become columns: exchanges the off-diagonal blocks of every size.
template <std::int64_t Distance = 1>
ROPEWALK_INLINE void transpose(Bits (&rows)[lanes])
{
#pragma GCC unroll 16
    for (std::int64_t i = 0; i < lanes; ++i)
        if ((i & Distance) == 0)
            exchange<Distance>(rows[i], rows[i + Distance], std::make_index_sequence<lanes>());
    if constexpr (2 * Distance < lanes)
        transpose<2 * Distance>(rows);
}

} // namespace
} // namespace ropewalk::model::kernels
