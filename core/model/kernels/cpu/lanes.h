// SPDX-License-Identifier: Apache-2.0
// A register full of floats as one value, by the compiler's own vector types: one source for every instruction set. A
// file that includes it is compiled for one; everything is inlined and private to the file, so that no code of one
// instruction set is ever linked into another's.
#pragma once

#include "core/model/kernels/cpu_kernels.h"
#include "core/model/kernels/shared_arithmetic.h"

#include <cstring>

// Set by what the file is compiled for; a test sets them itself where it stands in for the instructions.
#if defined(__AVX512F__)
#define ROPEWALK_AVX512
#endif
#if defined(__AVX512BF16__)
#define ROPEWALK_AVX512_BF16
#endif

#if defined(ROPEWALK_AVX512_BF16)
#include <immintrin.h>
#endif

namespace ropewalk::model::kernels {
namespace {

// As many lanes as a register has: a wider vector would live in memory.
#if defined(ROPEWALK_AVX512)
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
#if defined(ROPEWALK_AVX512_BF16)
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

} // namespace
} // namespace ropewalk::model::kernels
