// SPDX-License-Identifier: Apache-2.0
// A register full of floats as one value, by the compiler's own vector types: one source for every instruction set. A
// file that includes it is compiled for one; everything is inlined and private to the file, so that no code of one
// instruction set is ever linked into another's.
#include "core/model/kernels/cpu_kernels.h"
#include "core/model/kernels/shared_arithmetic.h"

#include <cstring>
#include <type_traits>
#include <utility>

#if defined(__AVX512BF16__)
#include <immintrin.h>
#endif

namespace ropewalk::model::kernels {
namespace {

// As many lanes as a register has: a wider vector would live in memory.
#if defined(__AVX512F__)
constexpr std::int64_t lanes = 16;
#elif defined(__AVX2__)
constexpr std::int64_t lanes = 8;
#else
constexpr std::int64_t lanes = 4;
#endif
using Lanes = float __attribute__((vector_size(4 * lanes)));
using Bits = std::uint32_t __attribute__((vector_size(4 * lanes)));
using Halves = std::uint16_t __attribute__((vector_size(2 * lanes)));

#define ROPEWALK_INLINE [[maybe_unused]] static inline __attribute__((always_inline))

ROPEWALK_INLINE Lanes all(float x)
{
    return Lanes{} + x;
}
ROPEWALK_INLINE Bits all_bits(std::uint32_t x)
{
    return Bits{} + x;
}
ROPEWALK_INLINE Lanes larger(Lanes a, Lanes b)
{
    return a > b ? a : b;
}

ROPEWALK_INLINE Lanes load(const float* from)
{
    Lanes out;
    std::memcpy(&out, from, sizeof out);
    return out;
}
ROPEWALK_INLINE Lanes load(const Bf16* from)
{
    Halves halves;
    std::memcpy(&halves, from, sizeof halves);
    const Bits bits = __builtin_convertvector(halves, Bits) << 16;
    Lanes out;
    std::memcpy(&out, &bits, sizeof out);
    return out;
}
ROPEWALK_INLINE void store(float* to, Lanes x)
{
    std::memcpy(to, &x, sizeof x);
}
/// Rounded to bfloat16, to nearest even; weights and states are finite.
ROPEWALK_INLINE Halves to_halves(Lanes x)
{
#if defined(__AVX512BF16__)
    const __m256bh rounded = _mm512_cvtneps_pbh((__m512)x);
    Halves halves;
    std::memcpy(&halves, &rounded, sizeof halves);
    return halves;
#else
    Bits bits;
    std::memcpy(&bits, &x, sizeof bits);
    bits += all_bits(0x7FFF) + ((bits >> 16) & 1);
    return __builtin_convertvector(bits >> 16, Halves);
#endif
}
ROPEWALK_INLINE void store(Bf16* to, Lanes x)
{
    const Halves halves = to_halves(x);
    std::memcpy(to, &halves, sizeof halves);
}

ROPEWALK_INLINE float to_float(float x)
{
    return x;
}
ROPEWALK_INLINE float to_float(Bf16 x)
{
    return from_bfloat16(x);
}
ROPEWALK_INLINE void from_float(float x, float& out)
{
    out = x;
}
ROPEWALK_INLINE void from_float(float x, Bf16& out)
{
    out = to_bfloat16(x);
}

/// The first count of a register's lanes, the others as given.
template <class Element>
ROPEWALK_INLINE Lanes load_some(const Element* from, std::int64_t count, float others = 0.0f)
{
    float values[lanes];
    for (std::int64_t i = 0; i < lanes; ++i)
        values[i] = i < count ? to_float(from[i]) : others;
    return load(values);
}
template <class Element>
ROPEWALK_INLINE void store_some(Element* to, Lanes x, std::int64_t count)
{
    float values[lanes];
    store(values, x);
    for (std::int64_t i = 0; i < lanes && i < count; ++i)
        from_float(values[i], to[i]);
}

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
