// SPDX-License-Identifier: Apache-2.0
// The instructions of AVX-512, its bfloat16 and its float16 that the kernels name, in plain C++, for a compiler that is told
// of a processor without them: included before core/model/kernels/cpu/avx512*.cpp and amx.cpp, which then run anywhere. A
// register of 64 bytes is the compiler's own vector, wherever it keeps it. Semantics after Intel's Intrinsics Guide.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <immintrin.h>

// What is compiled here stands beside the kernels of the engine.
#define avx512_kernels emulated_avx512_kernels
#define avx512_observed emulated_avx512_observed
#define avx512_bf16_kernels emulated_avx512_bf16_kernels
#define avx512_bf16_observed emulated_avx512_bf16_observed
#define avx512_float16_kernels emulated_avx512_float16_kernels
#define avx512_float16_observed emulated_avx512_float16_observed
#define amx_kernels emulated_amx_kernels
#define amx_observed emulated_amx_observed

// NOLINTBEGIN: the names are the compiler's
#define EMULATED [[maybe_unused]] static inline __attribute__((always_inline))

namespace {
namespace emulated {

using Float = float __attribute__((vector_size(64)));
using Half = std::uint16_t __attribute__((vector_size(32)));

/// Each lane of a vector of Out by itself.
template <class Out, std::size_t Lanes, class Lane>
EMULATED Out each(Lane lane)
{
    Out out;
    decltype(lane(0)) values[Lanes];
    for (std::size_t i = 0; i < Lanes; ++i)
        values[i] = lane(i);
    static_assert(sizeof out == sizeof values);
    std::memcpy(&out, values, sizeof out);
    return out;
}
template <class Value, class Vector>
EMULATED Value lane_of(const Vector& vector, std::size_t lane)
{
    Value value;
    std::memcpy(&value, reinterpret_cast<const char*>(&vector) + lane * sizeof value, sizeof value);
    return value;
}

EMULATED float from_bfloat16(std::uint16_t x)
{
    const std::uint32_t bits = std::uint32_t(x) << 16;
    float out;
    std::memcpy(&out, &bits, sizeof out);
    return out;
}
/// To nearest even; what is not a number stays none.
EMULATED std::uint16_t to_bfloat16(float x)
{
    std::uint32_t bits;
    std::memcpy(&bits, &x, sizeof bits);
    if (std::isnan(x))
        return std::uint16_t(bits >> 16 | 0x40);
    return std::uint16_t((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}
EMULATED float from_float16(std::uint16_t x)
{
    _Float16 half;
    std::memcpy(&half, &x, sizeof half);
    return float(half);
}
EMULATED std::uint16_t to_float16(double x)
{
    const auto half = _Float16(x);
    std::uint16_t bits;
    std::memcpy(&bits, &half, sizeof bits);
    return bits;
}

/// VCVTNEPS2BF16
EMULATED auto to_bfloat16(const Float& x)
{
    return each<Half, 16>([&](std::size_t i) { return to_bfloat16(lane_of<float>(x, i)); });
}
/// VDPBF16PS: the second of a pair before the first, each rounded.
EMULATED Float dot_bfloat16(const Float& sum, const Float& a, const Float& b)
{
    return each<Float, 16>([&](std::size_t i) {
        const auto product = [&](std::size_t at) {
            return from_bfloat16(lane_of<std::uint16_t>(a, at)) * from_bfloat16(lane_of<std::uint16_t>(b, at));
        };
        return lane_of<float>(sum, i) + product(2 * i + 1) + product(2 * i);
    });
}
/// VREDUCEPS towards −∞ to whole numbers: what is left of x above the next whole number below it; 0 of infinity.
EMULATED Float above_whole(const Float& x)
{
    return each<Float, 16>([&](std::size_t i) {
        const float lane = lane_of<float>(x, i);
        return std::isinf(lane) ? 0.0f : lane - std::floor(lane);
    });
}
/// VSCALEFPS: a·2^⌊b⌋
EMULATED Float scaled(const Float& a, const Float& b)
{
    return each<Float, 16>([&](std::size_t i) {
        const float power = std::floor(lane_of<float>(b, i));
        const float within = power < -1000 ? -1000 : power > 1000 ? 1000 : power; // NaN stays
        return std::isnan(within) ? within : std::ldexp(lane_of<float>(a, i), int(within));
    });
}
/// VCVTPS2PH and VCVTPH2PS
EMULATED auto to_float16(const Float& x)
{
    return each<Half, 16>([&](std::size_t i) { return to_float16(double(lane_of<float>(x, i))); });
}
EMULATED Float from_float16(const Half& x)
{
    return each<Float, 16>([&](std::size_t i) { return from_float16(lane_of<std::uint16_t>(x, i)); });
}
/// VEXTRACTI64X4
template <class Vector>
EMULATED Half half_of(const Vector& x, int which)
{
    return lane_of<Half>(x, std::size_t(which));
}
/// VFMADD231PH with a broadcast: sum + many·one, rounded once; a double holds the product whole.
template <class Vector>
EMULATED void multiply_add(Vector& sum, const Vector& many, std::uint16_t one)
{
    sum = each<Vector, 32>([&](std::size_t i) {
        return to_float16(double(from_float16(lane_of<std::uint16_t>(many, i))) * from_float16(one)
            + from_float16(lane_of<std::uint16_t>(sum, i)));
    });
}
template <class Out, class Vector>
EMULATED Out as(const Vector& x)
{
    static_assert(sizeof(Out) == sizeof x);
    Out out;
    std::memcpy(&out, &x, sizeof out);
    return out;
}

// The intrinsics themselves: parameters are vectors of any type, as the compiler converts between its own.
template <class Vector>
EMULATED __m256bh cvtneps_pbh(const Vector& x)
{
    return as<__m256bh>(to_bfloat16(as<Float>(x)));
}
template <class A, class B>
EMULATED __m512 dpbf16_ps(const __m512& sum, const A& a, const B& b)
{
    return as<__m512>(dot_bfloat16(as<Float>(sum), as<Float>(a), as<Float>(b)));
}
template <class From>
EMULATED __m512i loadu_si512(const From* from)
{
    return lane_of<__m512i>(*from, 0);
}
EMULATED __m512i set1_epi32(int x)
{
    return each<__m512i, 16>([&](std::size_t) { return x; });
}
EMULATED __m512 maskz_reduce_ps(int, const __m512& x, int)
{
    return as<__m512>(above_whole(as<Float>(x)));
}
EMULATED __m512 maskz_scalef_ps(
    int, const __m512& a, const __m512& b)
{
    return as<__m512>(scaled(as<Float>(a), as<Float>(b)));
}
EMULATED __m256i maskz_cvtps_ph(int, const __m512& x, int)
{
    return as<__m256i>(to_float16(as<Float>(x)));
}
EMULATED __m512 maskz_cvtph_ps(int, const __m256i& x)
{
    return as<__m512>(from_float16(as<Half>(x)));
}
EMULATED __m256i maskz_extracti64x4_epi64(
    int, const __m512i& x, int which)
{
    return as<__m256i>(half_of(x, which));
}

} // namespace emulated
} // namespace

#define _mm512_cvtneps_pbh emulated::cvtneps_pbh
#define _mm512_dpbf16_ps emulated::dpbf16_ps
#define _mm512_loadu_si512 emulated::loadu_si512
#define _mm512_set1_epi32 emulated::set1_epi32
#define _mm512_maskz_reduce_ps emulated::maskz_reduce_ps
#define _mm512_maskz_scalef_ps emulated::maskz_scalef_ps
#define _mm512_maskz_cvtps_ph emulated::maskz_cvtps_ph
#define _mm512_maskz_cvtph_ps emulated::maskz_cvtph_ps
#define _mm512_maskz_extracti64x4_epi64 emulated::maskz_extracti64x4_epi64
#define ROPEWALK_MULTIPLY_ADD_FLOAT16 emulated::multiply_add
// NOLINTEND
