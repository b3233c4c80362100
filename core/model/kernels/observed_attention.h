// SPDX-License-Identifier: Apache-2.0
// The attention kernel with what observed_rows.h keeps of each row, for the instruction set of the file that includes
// this.
#include "core/model/kernels/observed_rows.h"

namespace ropewalk::model::kernels {
namespace {

template <class Element, class Dot>
struct Observed : ObservedRows<Element, Dot>
{
    using Rows = ObservedRows<Element, Dot>;
    using typename Rows::Base;
    using typename Rows::Scratch;
    using typename Rows::Sizes;
    using typename Rows::Unit;

    static void attend(const AttentionArguments& a, const Observation& observation, std::int64_t window,
        std::int64_t head, std::int64_t block, const void* packed, void* memory)
    {
        const Sizes s = Base::sizes(a);
        const Scratch m = Rows::scratch(a, memory);
        const Unit* keys = static_cast<const Unit*>(packed);
        const Unit* values = keys + s.keys;
        const std::int64_t first = block * block_rows;
        const std::int64_t rows = least(block_rows, a.length - first);
        const std::int64_t tiled = round_up(rows, score_rows);
        Rows::begin(a, m, s, window, head, first, rows);
        const std::int64_t end = first + rows; // keys that the last row sees
        const std::int64_t reach = a.reach > 0 ? a.reach : a.length;
        const std::int64_t oldest = first >= reach ? first - reach + 1 : 0; // the first key that any row sees
        for (std::int64_t from = oldest / key_block * key_block; from < end; from += key_block) {
            const std::int64_t unseen = oldest > from ? (oldest - from) / key_tile * key_tile : 0;
            for (std::int64_t tile = unseen; tile < key_block && from + tile < end; tile += key_tile) {
                // Rows whose own position comes before this tile see none of it.
                const std::int64_t hidden = from + tile - first;
                for (std::int64_t row = hidden > 0 ? hidden / score_rows * score_rows : 0; row < tiled; row += score_rows)
                    multiply_tile<Dot, score_rows, score_columns>(m.attention.queries + row * s.depth, s.depth,
                        keys + (from + tile) * s.depth, key_tile, s.depth, m.attention.scores + row * key_block + tile,
                        key_block, false);
            }
            const std::int64_t filled = least(key_block, round_up(end - from, lanes));
            for (std::int64_t row = 0; row < tiled; ++row) {
                const std::int64_t seen = row < rows ? least(key_block, first + row + 1 - from) : 0;
                const std::int64_t hidden = first + row + 1 - reach - from; // keys of this block before its reach
                if (hidden > 0 && hidden < seen)
                    for (std::int64_t key = 0; key < hidden; ++key)
                        m.attention.scores[row * key_block + key] = -__builtin_inff();
                const std::int64_t visible = hidden < seen ? seen : 0;
                Rows::soften(m, row, visible, filled, s.width, first + row - from,
                    from == 0 ? least(observation.sink_keys, visible) : 0);
            }
            for (std::int64_t row = 0; row < tiled; row += value_rows) {
                const std::int64_t seen = least(key_block, first + row + value_rows - from);
                const std::int64_t depth = least(filled, round_up(seen, Dot::numbers));
                if (depth > 0)
                    Base::add_values(
                        m.attention, row, depth / Dot::numbers, values + from / Dot::numbers * s.width, s.width);
            }
        }
        for (std::int64_t row = 0; row < rows; ++row)
            Rows::finish(a, observation, m, s, window, head, first + row, row);
    }

    static constexpr ObservedAttention<Element> observed{
        block_rows, Base::packed_bytes, Rows::scratch_bytes, Base::pack, attend};
};

} // namespace
} // namespace ropewalk::model::kernels
