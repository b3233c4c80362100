// SPDX-License-Identifier: Apache-2.0
// Causal attention block by block with a running softmax (Dao et al., arXiv 2205.14135), for the instruction set of
// the file that includes this. Memory is linear in the length: packed keys and values, and one block's scores.
#include "core/model/kernels/row_kernels.h"

namespace ropewalk::model::kernels {
namespace {

// Rows × sixteens of the two matrix products that stay in registers.
#if defined(__AVX512F__)
constexpr int score_rows = 12, score_columns = 2, value_rows = 6, value_columns = 4;
#else
constexpr int score_rows = 6, score_columns = 1, value_rows = 6, value_columns = 1;
#endif
constexpr std::int64_t key_tile = score_columns * lanes;
constexpr std::int64_t block_rows = 96; // query rows of a task, a multiple of both row counts
constexpr std::int64_t key_block = 128; // keys between two updates of the running softmax
static_assert(block_rows % score_rows == 0 && block_rows % value_rows == 0 && key_block % key_tile == 0);

/// Products of single floats.
struct FloatDot
{
    using Unit = float;
    static constexpr std::int64_t numbers = 1; // in a unit
    ROPEWALK_INLINE Lanes multiply_add(Lanes sum, const Unit* many, Unit one) { return sum + load(many) * one; }
};

#if defined(__AVX512BF16__)
/// Products of pairs of bfloat16, summed in float.
struct Bf16Dot
{
    using Unit = std::uint32_t;
    static constexpr std::int64_t numbers = 2;
    ROPEWALK_INLINE Lanes multiply_add(Lanes sum, const Unit* many, Unit one)
    {
        return (Lanes)_mm512_dpbf16_ps(
            (__m512)sum, (__m512bh)_mm512_loadu_si512(many), (__m512bh)_mm512_set1_epi32(int(one)));
    }
};
#endif

/// out = A·B or out += A·B for Rows × Columns·16 sums held in registers. A: rows of `depth` units; B: depth rows of
/// sixteens.
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

ROPEWALK_INLINE std::int64_t round_up(std::int64_t n, std::int64_t multiple)
{
    return (n + multiple - 1) / multiple * multiple;
}
ROPEWALK_INLINE std::int64_t least(std::int64_t a, std::int64_t b)
{
    return a < b ? a : b;
}

template <class Element, class Dot>
struct Attention
{
    using Unit = typename Dot::Unit;

    struct Sizes
    {
        std::int64_t depth; ///< units of a query or key: components over numbers a unit
        std::int64_t width; ///< components of a value, rounded up to sixteens
        std::int64_t keys; ///< units of the packed keys
        std::int64_t values; ///< units of the packed values
    };
    static Sizes sizes(const AttentionArguments& a)
    {
        const std::int64_t depth = round_up(a.head_dim, Dot::numbers) / Dot::numbers;
        const std::int64_t width = round_up(a.head_dim, lanes);
        const std::int64_t length = round_up(a.length, key_tile);
        return {depth, width, length * depth, length / Dot::numbers * width};
    }
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

    /// Copies one head of one row to floats, turned; components beyond head_dim up to sixteens become 0.
    ROPEWALK_INLINE void read_turned(const AttentionArguments& a, const Element* from, std::int64_t position, float* to)
    {
        over(a.head_dim, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
            store(to + i, take(from + i, count));
        });
        if (!a.cos)
            return;
        const std::int64_t at = position * a.pairs;
        if (a.interleaved)
            turn_neighbours(to, a.pairs, a.cos + at, a.sin + at);
        else
            turn_halves(to, a.pairs, a.cos + at, a.sin + at);
    }

    static const Element* head_row(const AttentionArguments& a, std::int64_t window, std::int64_t n, std::int64_t slot)
    {
        return static_cast<const Element*>(a.qkv) + (window * a.length + n) * a.row_stride + slot * a.head_dim;
    }

    /// Units of sixteen numbers that follow each other.
    ROPEWALK_INLINE void store_units(float* to, Lanes x) { store(to, x); }
    ROPEWALK_INLINE void store_units(std::uint32_t* to, Lanes x) { store(reinterpret_cast<Bf16*>(to), x); }

    /// Keys: tiles of key_tile keys, [depth][key]. Values: [keys over numbers a unit][width].
    static void pack(const AttentionArguments& a, std::int64_t window, std::int64_t kv_head, void* packed)
    {
        const Sizes s = sizes(a);
        Unit* keys = static_cast<Unit*>(packed);
        auto* values = reinterpret_cast<Stored*>(keys + s.keys);
        alignas(64) float row[most_head_dim + lanes] = {};
        alignas(64) Unit units[most_head_dim + lanes];
        const std::int64_t length = round_up(a.length, key_tile);
        for (std::int64_t n = 0; n < length; ++n) {
            Unit* column = keys + n / key_tile * key_tile * s.depth + n % key_tile;
            Stored* value = values + n / Dot::numbers * s.width * Dot::numbers + n % Dot::numbers;
            if (n >= a.length) {
                for (std::int64_t i = 0; i < s.depth; ++i)
                    column[i * key_tile] = 0;
                for (std::int64_t i = 0; i < s.width; ++i)
                    value[i * Dot::numbers] = 0;
                continue;
            }
            read_turned(a, head_row(a, window, n, a.heads + kv_head), n, row);
            for (std::int64_t i = 0; i < s.width; i += lanes)
                store_units(units + i / Dot::numbers, load(row + i));
            for (std::int64_t i = 0; i < s.depth; ++i)
                column[i * key_tile] = units[i];
            const Element* from = head_row(a, window, n, a.heads + a.kv_heads + kv_head);
            over(a.head_dim, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
                store_units(units + i / Dot::numbers, take(from + i, count));
            });
            const auto* stored = reinterpret_cast<const Stored*>(units);
            for (std::int64_t i = 0; i < s.width; ++i)
                value[i * Dot::numbers] = stored[i];
        }
    }

    /// One row's scores become shares of exp2(score − largest); its sums and output follow a new largest.
    ROPEWALK_INLINE void soften(const Scratch& m, std::int64_t row, std::int64_t visible, std::int64_t filled,
        std::int64_t width)
    {
        float* scores = m.scores + row * key_block;
        Unit* shares = m.shares + row * (key_block / Dot::numbers);
        const Lanes order{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
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
                store_units(shares + i / Dot::numbers, share);
            }
            if (i < visible) {
                const Lanes share = order < float(visible - i) ? exp2_of(load(scores + i) - largest) : Lanes{};
                sum += share;
                store_units(shares + i / Dot::numbers, share);
                i += lanes;
            }
            m.sum[row] += sum_of(sum);
        }
        for (; i < filled; i += lanes)
            store_units(shares + i / Dot::numbers, Lanes{});
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
        for (std::int64_t from = 0; from < end; from += key_block) {
            for (std::int64_t tile = 0; tile < key_block && from + tile < end; tile += key_tile) {
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
                soften(m, row, least(key_block, seen), filled, s.width);
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
    /// What a unit is made of.
    using Stored = std::conditional_t<Dot::numbers == 1, float, Bf16>;

    /// head_dim floats to units, an odd last one filled up with 0.
    ROPEWALK_INLINE void copy_units(const float* from, Unit* to, std::int64_t head_dim)
    {
        over(head_dim, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
            if (count == lanes) {
                store_units(to + i / Dot::numbers, load(from + i));
                return;
            }
            alignas(64) Unit units[lanes];
            store_units(units, load(from + i));
            std::memcpy(to + i / Dot::numbers, units,
                std::size_t((count + Dot::numbers - 1) / Dot::numbers) * sizeof(Unit));
        });
    }
};

} // namespace
} // namespace ropewalk::model::kernels
