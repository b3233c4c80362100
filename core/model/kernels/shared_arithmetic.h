// SPDX-License-Identifier: Apache-2.0
#pragma once

// The arithmetic that CPU and GPU kernels share: one source, so that what is tested on the CPU is what the GPU runs.

#include <math.h>
#include <stdint.h>

#if defined(__CUDACC__)
#define ROPEWALK_SHARED __host__ __device__ __forceinline__
#else
#define ROPEWALK_SHARED inline __attribute__((always_inline))
#endif

namespace ropewalk::model::kernels {

/// Which components of a head make pair i: (i, i + pairs), or (2i, 2i + 1) when interleaved.
ROPEWALK_SHARED int64_t first_of_pair(int64_t pair, bool interleaved)
{
    return interleaved ? 2 * pair : pair;
}
ROPEWALK_SHARED int64_t second_of_pair(int64_t pair, int64_t pairs, bool interleaved)
{
    return interleaved ? 2 * pair + 1 : pair + pairs;
}

/// Turns (a, b) by the angle whose cosine and sine are given (attention factor included).
ROPEWALK_SHARED void turn(float a, float b, float cosine, float sine, float& turned_a, float& turned_b)
{
    turned_a = a * cosine - b * sine;
    turned_b = b * cosine + a * sine;
}

/// Σ exp(x_j) of what was seen so far, as exp(largest)·sum: it neither overflows nor underflows.
struct LogSum
{
    float largest = -INFINITY;
    float sum = 0.0f;
};

ROPEWALK_SHARED LogSum with_value(LogSum seen, float x)
{
    if (x <= seen.largest)
        return {seen.largest, seen.sum + expf(x - seen.largest)};
    return {x, seen.sum * expf(seen.largest - x) + 1.0f};
}

ROPEWALK_SHARED LogSum merged(LogSum a, LogSum b)
{
    if (a.sum == 0.0f)
        return b;
    if (b.sum == 0.0f)
        return a;
    const float largest = a.largest > b.largest ? a.largest : b.largest;
    return {largest, a.sum * expf(a.largest - largest) + b.sum * expf(b.largest - largest)};
}

/// What was seen of one query's attention: sums over keys with score x and share e = exp(x − largest).
struct ObservedSums
{
    float largest;
    double all; ///< Σ e
    double weighted; ///< Σ e·(x − largest)
    double distance; ///< Σ e·(query − key)
    double sink; ///< Σ e over the sinks
};
ROPEWALK_SHARED ObservedSums nothing_observed()
{
    return {-INFINITY, 0.0, 0.0, 0.0, 0.0};
}

/// The same sums about a larger score.
ROPEWALK_SHARED ObservedSums raised(ObservedSums seen, float largest)
{
    if (seen.all == 0.0)
        return {largest, 0.0, 0.0, 0.0, 0.0};
    const double step = double(seen.largest) - double(largest), shrink = exp(step);
    return {largest, seen.all * shrink, (seen.weighted + step * seen.all) * shrink, seen.distance * shrink,
        seen.sink * shrink};
}
ROPEWALK_SHARED ObservedSums merged(ObservedSums a, ObservedSums b)
{
    const float largest = a.largest > b.largest ? a.largest : b.largest;
    const ObservedSums x = raised(a, largest), y = raised(b, largest);
    return {largest, x.all + y.all, x.weighted + y.weighted, x.distance + y.distance, x.sink + y.sink};
}
/// −Σ p·ln p with p = e/Σe, in nats: ln Σe − Σ e·(x − largest)/Σe.
ROPEWALK_SHARED float entropy_of(const ObservedSums& seen)
{
    const double entropy = log(seen.all) - seen.weighted / seen.all;
    return entropy > 0.0 ? float(entropy) : 0.0f;
}

/// −ln softmax(x)_target = ln Σ exp(x_j) − x_target.
ROPEWALK_SHARED float target_loss(LogSum all, float target)
{
    return all.largest - target + logf(all.sum);
}

/// bfloat16 as its 16 bits: the upper half of a float, rounded to nearest even.
ROPEWALK_SHARED float from_bfloat16(uint16_t bits)
{
    union {
        uint32_t u;
        float f;
    } value{uint32_t(bits) << 16};
    return value.f;
}
ROPEWALK_SHARED float as_float(float x)
{
    return x;
}
ROPEWALK_SHARED float as_float(uint16_t bits)
{
    return from_bfloat16(bits);
}
ROPEWALK_SHARED uint16_t to_bfloat16(float x)
{
    union {
        float f;
        uint32_t u;
    } value{x};
    if ((value.u & 0x7FFFFFFFu) > 0x7F800000u)
        return uint16_t((value.u >> 16) | 0x40u); // NaN stays NaN
    return uint16_t((value.u + 0x7FFFu + ((value.u >> 16) & 1u)) >> 16);
}

} // namespace ropewalk::model::kernels
