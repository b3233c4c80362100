// SPDX-License-Identifier: Apache-2.0
// What a head's keys and values are multiplied by when they are packed for a scaled Dot, for the instruction set of the
// file that includes this.
#pragma once

#include "core/model/kernels/cpu/attention/rows.h"

namespace ropewalk::model::kernels {
namespace {

template <class Element, class Dot>
struct PackedScales : HeadRows<Element>
{
    using Base = HeadRows<Element>;
    using Base::expect_row, Base::head_row, Base::read_turned;

    struct Scales
    {
        float keys = 1.0f, values = 1.0f; // powers of two
    };
    static constexpr std::size_t head_bytes = Dot::scaled ? 64 : 0; // theirs, before the packed keys and values

    ROPEWALK_INLINE Scales packed_scales(const void* packed)
    {
        Scales scales;
        if constexpr (Dot::scaled)
            std::memcpy(&scales, packed, sizeof scales);
        return scales;
    }

    /// From the largest component of one KV head's keys, turned, and of its values.
    static Scales measured(const AttentionArguments& a, std::int64_t window, std::int64_t kv_head)
    {
        alignas(64) float row[most_head_dim + lanes];
        Lanes key{}, value{};
        for (std::int64_t n = 0; n < a.length; ++n) {
            expect_row(a, window, n, a.heads + kv_head);
            read_turned(a, head_row(a, window, n, a.heads + kv_head), n, row);
            const Element* values = head_row(a, window, n, a.heads + a.kv_heads + kv_head);
            over(a.head_dim, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
                key = larger(key, size_of(take(row + i, count)));
                value = larger(value, size_of(take(values + i, count)));
            });
        }
        return {Dot::factor_scale(largest_of(key)), Dot::share_scale(largest_of(value))};
    }
};

} // namespace
} // namespace ropewalk::model::kernels
