// SPDX-License-Identifier: Apache-2.0
// How the attention kernel reads a head's row of queries, keys or values, for the instruction set of the file that
// includes this.
#pragma once

#include "core/model/kernels/cpu/row_kernels.h"

namespace ropewalk::model::kernels {
namespace {

ROPEWALK_INLINE std::int64_t round_up(std::int64_t n, std::int64_t multiple)
{
    return (n + multiple - 1) / multiple * multiple;
}
ROPEWALK_INLINE std::int64_t least(std::int64_t a, std::int64_t b)
{
    return a < b ? a : b;
}

template <class Element>
struct HeadRows
{
    ROPEWALK_INLINE const Element* head_row(
        const AttentionArguments& a, std::int64_t window, std::int64_t n, std::int64_t slot)
    {
        return static_cast<const Element*>(a.qkv) + (window * a.length + n) * a.row_stride + slot * a.head_dim;
    }

    /// Asks for a row that will be read soon: rows lie too far apart for the processor to foresee.
    ROPEWALK_INLINE void expect_row(const AttentionArguments& a, std::int64_t window, std::int64_t n, std::int64_t slot)
    {
        const Element* row = head_row(a, window, least(n + rows_ahead, a.length - 1), slot);
        for (std::int64_t i = 0; i < a.head_dim; i += 64 / std::int64_t(sizeof(Element)))
            __builtin_prefetch(row + i);
    }

    /// Copies one head of one row to floats, turned. What `to` holds beyond head_dim stays.
    ROPEWALK_INLINE void read_turned(const AttentionArguments& a, const Element* from, std::int64_t position, float* to)
    {
        over(a.head_dim, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
            put(to + i, take(from + i, count), count);
        });
        if (!a.cos)
            return;
        const std::int64_t at = position * a.pairs;
        if (a.interleaved)
            turn_neighbours(to, a.pairs, a.cos + at, a.sin + at);
        else
            turn_halves(to, a.pairs, a.cos + at, a.sin + at);
    }

private:
    static constexpr std::int64_t rows_ahead = 16;
};

} // namespace
} // namespace ropewalk::model::kernels
