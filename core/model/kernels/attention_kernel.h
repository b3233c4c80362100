// SPDX-License-Identifier: Apache-2.0
// Causal attention block by block, for the instruction set of the file that includes this. Memory is linear in the
// length: packed keys and values, and one block's scores.
#include "core/model/kernels/attention_block.h"

namespace ropewalk::model::kernels {
namespace {

template <class Element, class Dot>
struct Attention : AttentionBlock<Element, Dot>
{
    using Unit = typename Dot::Unit;
    using Base = AttentionBlock<Element, Dot>;
    using typename Base::Scratch, typename Base::Sizes;
    using Base::add_values, Base::expect_row, Base::head_row, Base::pack, Base::read_turned, Base::scratch, Base::scratch_bytes,
        Base::sizes, Base::soften;

    static std::size_t packed_bytes(const AttentionArguments& a)
    {
        const Sizes s = sizes(a);
        return std::size_t(s.keys + s.values) * sizeof(Unit);
    }

    static void attend(const AttentionArguments& a, std::int64_t window, std::int64_t head, std::int64_t block,
        const void* packed, void* memory)
    {
        const Sizes s = sizes(a);
        const Scratch m = scratch(a, memory);
        const Unit* keys = static_cast<const Unit*>(packed);
        const Unit* values = keys + s.keys;
        const std::int64_t first = block * block_rows;
        const std::int64_t rows = least(block_rows, a.length - first);
        const std::int64_t tiled = round_up(rows, score_rows);
        for (std::int64_t i = 0; i < s.width; i += lanes)
            store(m.row + i, Lanes{});
        for (std::int64_t row = 0; row < tiled; ++row) {
            m.largest[row] = -__builtin_inff();
            m.sum[row] = 0;
            for (std::int64_t i = 0; i < s.width; i += lanes)
                store(m.out + row * s.width + i, Lanes{});
            Unit* query = m.queries + row * s.depth;
            if (row >= rows) {
                for (std::int64_t i = 0; i < s.depth; ++i)
                    query[i] = 0;
                continue;
            }
            expect_row(a, window, first + row, head);
            read_turned(a, head_row(a, window, first + row, head), first + row, m.row);
            for (std::int64_t i = 0; i < s.width; i += lanes)
                store(m.row + i, load(m.row + i) * (a.scale * log2_e));
            copy_units(m.row, query, a.head_dim);
        }
        const std::int64_t end = first + rows; // keys that the last row sees
        const std::int64_t reach = a.reach > 0 ? a.reach : a.length;
        const std::int64_t oldest = first >= reach ? first - reach + 1 : 0; // the first key that any row sees
        for (std::int64_t from = oldest / key_block * key_block; from < end; from += key_block) {
            const std::int64_t unseen = oldest > from ? (oldest - from) / key_tile * key_tile : 0;
            for (std::int64_t tile = unseen; tile < key_block && from + tile < end; tile += key_tile) {
                // Rows whose own position comes before this tile see none of it.
                const std::int64_t hidden = from + tile - first;
                const std::int64_t start = hidden > 0 ? hidden / score_rows * score_rows : 0;
                for (std::int64_t row = start; row < tiled; row += score_rows)
                    multiply_tile<Dot, score_rows, score_columns>(m.queries + row * s.depth, s.depth,
                        keys + (from + tile) * s.depth, key_tile, s.depth, m.scores + row * key_block + tile, key_block,
                        false);
            }
            const std::int64_t filled = least(key_block, round_up(end - from, lanes));
            for (std::int64_t row = 0; row < tiled; ++row) {
                const std::int64_t seen = row < rows ? first + row + 1 - from : 0;
                const std::int64_t hidden = first + row + 1 - reach - from; // keys of this block before its reach
                if (hidden > 0 && hidden < seen)
                    for (std::int64_t key = 0; key < least(key_block, hidden); ++key)
                        m.scores[row * key_block + key] = -__builtin_inff();
                soften(m, row, hidden < least(key_block, seen) ? least(key_block, seen) : 0, filled, s.width);
            }
            for (std::int64_t row = 0; row < tiled; row += value_rows) {
                const std::int64_t seen = least(key_block, first + row + value_rows - from);
                const std::int64_t depth = least(filled, round_up(seen, Dot::numbers));
                if (depth > 0)
                    add_values(m, row, depth / Dot::numbers, values + from / Dot::numbers * s.width, s.width);
            }
        }
        for (std::int64_t row = 0; row < rows; ++row) {
            Element* out = static_cast<Element*>(a.out)
                + ((window * a.length + first + row) * a.heads + head) * a.head_dim;
            const float scale = 1.0f / m.sum[row];
            over(a.head_dim, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
                put(out + i, load(m.out + row * s.width + i) * scale, count);
            });
        }
    }

    static constexpr typename TypedKernels<Element>::Attention table{block_rows, packed_bytes, scratch_bytes, pack, attend};

private:
    /// head_dim floats to units, an odd last one filled up with 0.
    ROPEWALK_INLINE void copy_units(const float* from, Unit* to, std::int64_t head_dim)
    {
        over(head_dim, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
            if (count == lanes) {
                Dot::store_units(to + i / Dot::numbers, load(from + i));
                return;
            }
            alignas(64) Unit units[lanes];
            Dot::store_units(units, load(from + i));
            std::memcpy(to + i / Dot::numbers, units,
                std::size_t((count + Dot::numbers - 1) / Dot::numbers) * sizeof(Unit));
        });
    }
};

} // namespace
} // namespace ropewalk::model::kernels
