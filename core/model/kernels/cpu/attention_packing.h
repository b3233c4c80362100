// SPDX-License-Identifier: Apache-2.0
// How the attention kernel lays out queries, keys and values, for the instruction set of the file that includes this.
#pragma once

#include "core/model/kernels/cpu/tile_product.h"

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

template <class Element, class Dot>
struct Packing
{
    using Unit = typename Dot::Unit;

    struct Sizes
    {
        std::int64_t depth; ///< units of a query or key: components over numbers a unit, and zeros
        std::int64_t width; ///< components of a value, rounded up to registers
        std::int64_t keys, values; ///< units of the packed ones
    };
    ROPEWALK_INLINE Sizes sizes(const AttentionArguments& a)
    {
        const std::int64_t step = Dot::numbers * Products<Dot>::depth_step;
        const std::int64_t depth = round_up(a.head_dim, step) / Dot::numbers;
        const std::int64_t width = round_up(a.head_dim, lanes);
        const std::int64_t length = round_up(a.length, key_tile);
        return {depth, width, length * depth, length / Dot::numbers * width};
    }

    static std::size_t packed_bytes(const AttentionArguments& a)
    {
        const Sizes s = sizes(a);
        return std::size_t(s.keys + s.values) * sizeof(Unit);
    }

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

    /// Keys in tiles of key_tile, [depth][key]; values as [keys over numbers a unit][width]; rows beyond the length
    /// are 0.
    static void pack(const AttentionArguments& a, std::int64_t window, std::int64_t kv_head, void* packed)
    {
        const Sizes s = sizes(a);
        Unit* keys = static_cast<Unit*>(packed);
        const std::int64_t length = round_up(a.length, key_tile);
        for (std::int64_t n = 0; n < length; n += lanes)
            pack_keys(a, window, a.heads + kv_head, n, keys + n / key_tile * key_tile * s.depth + n % key_tile, s.depth);
        Unit* values = keys + s.keys;
        for (std::int64_t n = 0; n < length; n += Dot::numbers, values += s.width)
            pack_values(a, window, a.heads + a.kv_heads + kv_head, n, values);
    }

private:
    static constexpr std::int64_t rows_ahead = 16;

    /// A register's lanes of keys, turned on their side.
    ROPEWALK_INLINE void pack_keys(const AttentionArguments& a, std::int64_t window, std::int64_t slot, std::int64_t first,
        Unit* to, std::int64_t depth)
    {
        constexpr std::int64_t most = most_head_dim + lanes;
        alignas(64) float row[most];
        alignas(64) Unit units[lanes * most / Dot::numbers];
        const std::int64_t stride = round_up(depth, lanes);
        for (std::int64_t i = a.head_dim / lanes * lanes; i < stride * Dot::numbers; i += lanes)
            store(row + i, Lanes{});
        for (std::int64_t key = 0; key < lanes; ++key) {
            expect_row(a, window, first + key, slot);
            if (first + key < a.length)
                read_turned(a, head_row(a, window, first + key, slot), first + key, row);
            for (std::int64_t i = 0; i < stride; i += lanes / Dot::numbers)
                Dot::store_units(
                    units + key * stride + i, first + key < a.length ? load(row + i * Dot::numbers) : Lanes{});
        }
        for (std::int64_t i = 0; i < stride; i += lanes) {
            Bits block[lanes];
#pragma GCC unroll 16
            for (std::int64_t key = 0; key < lanes; ++key)
                std::memcpy(&block[key], units + key * stride + i, sizeof(Bits));
            transpose(block);
            for (std::int64_t j = 0; j < lanes && i + j < depth; ++j)
                std::memcpy(to + (i + j) * key_tile, &block[j], sizeof(Bits));
        }
    }

    /// One row of values, or two side by side in pairs.
    ROPEWALK_INLINE void pack_values(
        const AttentionArguments& a, std::int64_t window, std::int64_t slot, std::int64_t n, Unit* to)
    {
        for (std::int64_t i = 0; i < Dot::numbers; ++i)
            expect_row(a, window, n + i, slot);
        const Element* here = n < a.length ? head_row(a, window, n, slot) : nullptr;
        const Element* next = n + 1 < a.length ? head_row(a, window, n + 1, slot) : nullptr;
        over(a.head_dim, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
            const Lanes first = here ? take(here + i, count) : Lanes{};
            if constexpr (Dot::numbers == 1) {
                store(to + i, first);
            } else {
                const Lanes second = next ? take(next + i, count) : Lanes{};
                const Bits pairs = __builtin_convertvector(to_halves(first), Bits)
                    | __builtin_convertvector(to_halves(second), Bits) << 16;
                std::memcpy(to + i, &pairs, sizeof pairs);
            }
        });
    }
};

} // namespace
} // namespace ropewalk::model::kernels
