// SPDX-License-Identifier: Apache-2.0
// Causal attention block by block with a running softmax (Dao et al., arXiv 2205.14135), for the instruction set of
// the file that includes this. Memory is linear in the length: packed keys and values, and one block's scores.
#include "core/model/kernels/attention_packing.h"

namespace ropewalk::model::kernels {
namespace {

constexpr std::int64_t block_rows = 96; // query rows of a task, a multiple of both row counts
constexpr std::int64_t key_block = 512; // keys between two updates of the running softmax
static_assert(block_rows % score_rows == 0 && block_rows % value_rows == 0 && key_block % key_tile == 0);

/// out = A·B or out += A·B for Rows × Columns·lanes sums held in registers. A: rows of `depth` units; B:
/// depth rows of Columns·lanes units.
template <class Dot, int Rows, int Columns>
ROPEWALK_INLINE void multiply_tile(const typename Dot::Unit* a, std::int64_t a_stride, const typename Dot::Unit* b,
    std::int64_t b_stride, std::int64_t depth, float* out, std::int64_t out_stride, bool add)
{
    Lanes sums[Rows][Columns];
#pragma GCC unroll 16
    for (int row = 0; row < Rows; ++row)
#pragma GCC unroll 4
        for (int column = 0; column < Columns; ++column)
            sums[row][column] = add ? load(out + row * out_stride + column * lanes) : Lanes{};
    for (std::int64_t i = 0; i < depth; ++i, b += b_stride)
#pragma GCC unroll 16
        for (int row = 0; row < Rows; ++row)
#pragma GCC unroll 4
            for (int column = 0; column < Columns; ++column)
                sums[row][column] = Dot::multiply_add(sums[row][column], b + column * lanes, a[row * a_stride + i]);
#pragma GCC unroll 16
    for (int row = 0; row < Rows; ++row)
#pragma GCC unroll 4
        for (int column = 0; column < Columns; ++column)
            store(out + row * out_stride + column * lanes, sums[row][column]);
}

template <class Element, class Dot>
struct Attention : Packing<Element, Dot>
{
    using Unit = typename Dot::Unit;
    using Base = Packing<Element, Dot>;
    using typename Base::Sizes;
    using Base::head_row, Base::pack, Base::read_turned, Base::sizes;

    static std::size_t packed_bytes(const AttentionArguments& a)
    {
        const Sizes s = sizes(a);
        return std::size_t(s.keys + s.values) * sizeof(Unit);
    }

    /// A thread's working memory for one block of queries.
    struct Scratch
    {
        float *out, *scores, *row, *largest, *sum;
        Unit *queries, *shares;
        std::size_t bytes;
    };
    static Scratch scratch(const AttentionArguments& a, void* memory)
    {
        const Sizes s = sizes(a);
        char* at = static_cast<char*>(memory);
        const auto part = [&at](std::int64_t count, std::size_t size) {
            char* begin = at;
            at += round_up(count * std::int64_t(size), 64);
            return begin;
        };
        Scratch out{};
        out.out = reinterpret_cast<float*>(part(block_rows * s.width, sizeof(float)));
        out.scores = reinterpret_cast<float*>(part(block_rows * key_block, sizeof(float)));
        out.row = reinterpret_cast<float*>(part(s.width + lanes, sizeof(float)));
        out.largest = reinterpret_cast<float*>(part(block_rows, sizeof(float)));
        out.sum = reinterpret_cast<float*>(part(block_rows, sizeof(float)));
        out.queries = reinterpret_cast<Unit*>(part(block_rows * s.depth, sizeof(Unit)));
        out.shares = Dot::numbers == 1 ? reinterpret_cast<Unit*>(out.scores)
                                       : reinterpret_cast<Unit*>(part(block_rows * key_block / Dot::numbers, sizeof(Unit)));
        out.bytes = std::size_t(at - static_cast<char*>(memory));
        return out;
    }
    static std::size_t scratch_bytes(const AttentionArguments& a) { return scratch(a, nullptr).bytes; }

    /// One row's scores become shares of exp2(score − largest); its sums and output follow a new largest.
    ROPEWALK_INLINE void soften(const Scratch& m, std::int64_t row, std::int64_t visible, std::int64_t filled,
        std::int64_t width)
    {
        float* scores = m.scores + row * key_block;
        Unit* shares = m.shares + row * (key_block / Dot::numbers);
        const Lanes order = counted(std::make_index_sequence<lanes>());
        std::int64_t i = 0;
        if (visible > 0) {
            Lanes top = all(m.largest[row]);
            for (; i + lanes <= visible; i += lanes)
                top = larger(top, load(scores + i));
            if (i < visible)
                top = larger(top, order < float(visible - i) ? load(scores + i) : all(-__builtin_inff()));
            const float largest = largest_of(top);
            if (largest > m.largest[row]) {
                const float shrink = exp2_of(all(m.largest[row] - largest))[0];
                m.largest[row] = largest;
                m.sum[row] *= shrink;
                for (std::int64_t j = 0; j < width; j += lanes)
                    store(m.out + row * width + j, load(m.out + row * width + j) * shrink);
            }
            Lanes sum{};
            for (i = 0; i + lanes <= visible; i += lanes) {
                const Lanes share = exp2_of(load(scores + i) - largest);
                sum += share;
                Dot::store_units(shares + i / Dot::numbers, share);
            }
            if (i < visible) {
                const Lanes share = order < float(visible - i) ? exp2_of(load(scores + i) - largest) : Lanes{};
                sum += share;
                Dot::store_units(shares + i / Dot::numbers, share);
                i += lanes;
            }
            m.sum[row] += sum_of(sum);
        }
        for (; i < filled; i += lanes)
            Dot::store_units(shares + i / Dot::numbers, Lanes{});
    }

    /// out += shares · values for value_rows rows.
    ROPEWALK_INLINE void add_values(const Scratch& m, std::int64_t row, std::int64_t depth, const Unit* values,
        std::int64_t width)
    {
        const Unit* shares = m.shares + row * (key_block / Dot::numbers);
        float* out = m.out + row * width;
        constexpr std::int64_t stride = key_block / Dot::numbers;
        std::int64_t i = 0;
        for (; i + value_columns * lanes <= width; i += value_columns * lanes)
            multiply_tile<Dot, value_rows, value_columns>(
                shares, stride, values + i, width, depth, out + i, width, true);
        for (; i < width; i += lanes)
            multiply_tile<Dot, value_rows, 1>(shares, stride, values + i, width, depth, out + i, width, true);
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
