// SPDX-License-Identifier: Apache-2.0
// The attention kernel with what observed_rows.h keeps of each row, for the instruction set of the file that includes
// this.
#pragma once

#include "core/model/kernels/cpu/attention/observed_rows.h"

namespace ropewalk::model::kernels {
namespace {

template <class Element, class Dot>
struct Observed : ObservedRows<Element, Dot>
{
    static_assert(!Dot::scaled, "the sums of a row take its scores as they are");
    using Rows = ObservedRows<Element, Dot>;
    using typename Rows::Base;
    using typename Rows::Scratch;
    using typename Rows::Sizes;

    static void attend(const AttentionArguments& a, const Observation& observation, std::int64_t window,
        std::int64_t head, std::int64_t block, const void* packed, void* memory)
    {
        const Sizes s = Base::sizes(a);
        const Scratch m = Rows::scratch(a, memory);
        const std::int64_t first = block * block_rows, rows = least(block_rows, a.length - first);
        Base::begin(a, m.attention, s, window, head, first, rows, 1.0f);
        for (std::int64_t row = 0; row < rows; ++row)
            m.sums[row] = {};
        Base::walk(a, m.attention, s, Base::packed_keys(packed), first, rows,
            [&](std::int64_t row, std::int64_t from, std::int64_t visible, std::int64_t filled)
                __attribute__((always_inline)) {
                    Rows::soften(m, row, visible, filled, s.width, first + row - from,
                        from == 0 ? least(observation.sink_keys, visible) : 0);
                });
        for (std::int64_t row = 0; row < rows; ++row)
            Rows::finish(a, observation, m, s, window, head, first + row, row);
    }

    static constexpr ObservedAttention<Element> observed{
        block_rows, Base::packed_bytes, Rows::scratch_bytes, Base::pack, attend};
};

} // namespace
} // namespace ropewalk::model::kernels
