// SPDX-License-Identifier: Apache-2.0
// The walk of a block of queries over the keys that it sees, for attention and for what looks at it, for the instruction
// set of the file that includes this.
#pragma once

#include "core/model/kernels/cpu/attention/block.h"

namespace ropewalk::model::kernels {
namespace {

template <class Element, class Dot>
struct AttentionWalk : AttentionBlock<Element, Dot>
{
    using Unit = typename Dot::Unit;
    using Base = AttentionBlock<Element, Dot>;
    using typename Base::Scales, typename Base::Scratch, typename Base::Sizes;
    using Base::key_tile;

    /// Nothing seen so far, and the queries turned, scaled and in units; those of rows beyond the last are 0. keys: what
    /// the packed keys were multiplied by.
    ROPEWALK_INLINE void begin(const AttentionArguments& a, const Scratch& m, const Sizes& s, std::int64_t window,
        std::int64_t head, std::int64_t first, std::int64_t rows, float keys)
    {
        alignas(64) Unit units[most_head_dim + lanes];
        const std::int64_t components = round_up(s.depth * Dot::numbers, lanes);
        for (std::int64_t i = 0; i < components; i += lanes)
            store(m.row + i, Lanes{});
        for (std::int64_t row = 0; row < round_up(rows, Dot::score_rows); ++row) {
            m.largest[row] = -__builtin_inff();
            for (std::int64_t i = 0; i < s.width; i += lanes)
                store(m.out + row * s.width + i, Lanes{});
            Unit* query = m.queries + row * s.depth;
            if (row >= rows) {
                std::memset(query, 0, std::size_t(s.depth) * sizeof(Unit));
                continue;
            }
            Base::expect_row(a, window, first + row, head);
            Base::read_turned(a, Base::head_row(a, window, first + row, head), first + row, m.row);
            float scale = a.scale * log2_e;
            if constexpr (Dot::scaled) {
                const float power = Dot::factor_scale(largest_size(m.row, components) * scale);
                m.unit[row] = 1.0f / (power * keys);
                scale *= power;
            }
            for (std::int64_t i = 0; i < components; i += lanes)
                Dot::store_units(units + i / Dot::numbers, load(m.row + i) * scale);
            std::memcpy(query, units, std::size_t(s.depth) * sizeof(Unit));
        }
    }

    /// Walks over the keys that the queries first … first + rows − 1 see, a block after another: their scores,
    /// soften(row, from, visible, filled), which makes shares of a row's scores of the keys `from` …, and the values.
    template <class Soften>
    ROPEWALK_INLINE void walk(const AttentionArguments& a, const Scratch& m, const Sizes& s, const Unit* keys,
        std::int64_t first, std::int64_t rows, Soften soften)
    {
        constexpr std::int64_t score_rows = Dot::score_rows, value_rows = Dot::value_rows;
        constexpr std::int64_t key_step = Dot::numbers * Dot::depth_step;
        [[maybe_unused]] const typename Dot::Session session;
        const Unit* values = keys + s.keys;
        const std::int64_t tiled = round_up(rows, score_rows);
        const std::int64_t end = first + rows; // keys that the last row sees
        const std::int64_t reach = a.reach > 0 ? a.reach : a.length;
        const std::int64_t oldest = first >= reach ? first - reach + 1 : 0; // the first key that any row sees
        for (std::int64_t from = oldest / key_block * key_block; from < end; from += key_block) {
            const std::int64_t unseen = oldest > from ? (oldest - from) / key_tile * key_tile : 0;
            for (std::int64_t tile = unseen; tile < key_block && from + tile < end; tile += key_tile) {
                // Rows whose own position comes before this tile see none of it.
                const std::int64_t hidden = from + tile - first;
                for (std::int64_t row = hidden > 0 ? hidden / score_rows * score_rows : 0; row < tiled; row += score_rows)
                    Dot::template multiply<score_rows, Dot::score_columns>(m.queries + row * s.depth, s.depth,
                        keys + (from + tile) * s.depth, key_tile, s.depth, m.scores + row * key_block + tile, key_block,
                        false);
            }
            const std::int64_t filled = least(key_block, round_up(end - from, key_step > lanes ? key_step : lanes));
            for (std::int64_t row = 0; row < tiled; ++row) {
                const std::int64_t seen = row < rows ? least(key_block, first + row + 1 - from) : 0;
                const std::int64_t hidden = first + row + 1 - reach - from; // keys of this block before its reach
                if (hidden > 0 && hidden < seen)
                    for (std::int64_t key = 0; key < hidden; ++key)
                        m.scores[row * key_block + key] = -__builtin_inff();
                soften(row, from, hidden < seen ? seen : 0, filled);
            }
            for (std::int64_t row = 0; row < tiled; row += value_rows) {
                const std::int64_t seen = least(key_block, first + row + value_rows - from);
                const std::int64_t depth = least(filled, round_up(seen, key_step));
                if (depth > 0)
                    Base::add_values(m, row, depth / Dot::numbers, values + from / Dot::numbers * s.width, s.width);
            }
        }
    }
};

} // namespace
} // namespace ropewalk::model::kernels
