// SPDX-License-Identifier: Apache-2.0
// Causal attention block by block, for the instruction set of the file that includes this. Memory is linear in the
// length: packed keys and values, and one block's scores.
#pragma once

#include "core/model/kernels/cpu/attention/walk.h"

namespace ropewalk::model::kernels {
namespace {

template <class Element, class Dot>
struct Attention : AttentionWalk<Element, Dot>
{
    using Base = AttentionWalk<Element, Dot>;
    using typename Base::Scratch, typename Base::Sizes;

    static void attend(const AttentionArguments& a, std::int64_t window, std::int64_t head, std::int64_t block,
        const void* packed, void* memory)
    {
        const Sizes s = Base::sizes(a);
        const Scratch m = Base::scratch(a, memory);
        const std::int64_t first = block * block_rows, rows = least(block_rows, a.length - first);
        const auto scales = Base::packed_scales(packed);
        Base::begin(a, m, s, window, head, first, rows, scales.keys);
        for (std::int64_t row = 0; row < rows; ++row)
            m.sum[row] = 0;
        Base::walk(a, m, s, Base::packed_keys(packed), first, rows,
            [&](std::int64_t row, std::int64_t, std::int64_t visible, std::int64_t filled)
                __attribute__((always_inline)) { Base::soften(m, row, visible, filled, s.width); });
        for (std::int64_t row = 0; row < rows; ++row) {
            Element* out = static_cast<Element*>(a.out)
                + ((window * a.length + first + row) * a.heads + head) * a.head_dim;
            const float scale = 1.0f / (m.sum[row] * scales.values);
            over(a.head_dim, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
                put(out + i, load(m.out + row * s.width + i) * scale, count);
            });
        }
    }

    static constexpr typename TypedKernels<Element>::Attention table{
        block_rows, Base::packed_bytes, Base::scratch_bytes, Base::pack, attend};
};

} // namespace
} // namespace ropewalk::model::kernels
