// SPDX-License-Identifier: Apache-2.0
// How the attention kernel lays out queries, keys and values, for the instruction set of the file that includes this.
#pragma once

#include "core/model/kernels/cpu/attention/scales.h"
#include "core/model/kernels/cpu/register_dots.h"

#include <type_traits>

namespace ropewalk::model::kernels {
namespace {

template <class Element, class Dot>
struct Packing : PackedScales<Element, Dot>
{
    using Unit = typename Dot::Unit;
    using Base = PackedScales<Element, Dot>;
    using typename Base::Scales;
    using Base::expect_row, Base::head_row, Base::read_turned, Base::head_bytes;
    static constexpr std::int64_t key_tile = Dot::score_columns * Dot::across; // keys that are multiplied together

    struct Sizes
    {
        std::int64_t depth; ///< units of a query or key: components over numbers a unit, and zeros
        std::int64_t width; ///< components of a value, rounded up to registers
        std::int64_t keys, values; ///< units of the packed ones
    };
    ROPEWALK_INLINE Sizes sizes(const AttentionArguments& a)
    {
        const std::int64_t step = Dot::numbers * Dot::depth_step;
        const std::int64_t depth = round_up(a.head_dim, step) / Dot::numbers;
        const std::int64_t width = round_up(a.head_dim, Dot::across);
        const std::int64_t length = round_up(a.length, key_tile);
        return {depth, width, length * depth, length / Dot::numbers * width};
    }

    static std::size_t packed_bytes(const AttentionArguments& a)
    {
        const Sizes s = sizes(a);
        return head_bytes + std::size_t(s.keys + s.values) * sizeof(Unit);
    }
    ROPEWALK_INLINE const Unit* packed_keys(const void* packed)
    {
        return reinterpret_cast<const Unit*>(static_cast<const char*>(packed) + head_bytes);
    }

    /// Keys in tiles of key_tile, [depth][key]; values as [keys over numbers a unit][width]; rows beyond the length
    /// are 0.
    static void pack(const AttentionArguments& a, std::int64_t window, std::int64_t kv_head, void* packed)
    {
        const Sizes s = sizes(a);
        Scales scales;
        if constexpr (Dot::scaled) {
            scales = Base::measured(a, window, kv_head);
            std::memcpy(packed, &scales, sizeof scales);
        }
        Unit* keys = reinterpret_cast<Unit*>(static_cast<char*>(packed) + head_bytes);
        const std::int64_t length = round_up(a.length, key_tile);
        for (std::int64_t n = 0; n < length; n += lanes)
            pack_keys(a, window, a.heads + kv_head, n, keys + n / key_tile * key_tile * s.depth + n % key_tile, s.depth,
                scales.keys);
        Unit* values = keys + s.keys;
        for (std::int64_t n = 0; n < length; n += Dot::numbers, values += s.width)
            pack_values(a, window, a.heads + a.kv_heads + kv_head, n, values, s.width, scales.values);
    }

private:
    using Staged = std::conditional_t<Dot::numbers == 1, float, Unit>; // 32 bits of a key that is turned on its side

    /// A register's lanes of keys, turned on their side.
    ROPEWALK_INLINE void pack_keys(const AttentionArguments& a, std::int64_t window, std::int64_t slot, std::int64_t first,
        Unit* to, std::int64_t depth, float scale)
    {
        constexpr std::int64_t most = most_head_dim + lanes;
        alignas(64) float row[most];
        alignas(64) Staged units[lanes * most / Dot::numbers];
        const std::int64_t stride = round_up(depth, lanes);
        for (std::int64_t i = a.head_dim / lanes * lanes; i < stride * Dot::numbers; i += lanes)
            store(row + i, Lanes{});
        for (std::int64_t key = 0; key < lanes; ++key) {
            expect_row(a, window, first + key, slot);
            if (first + key < a.length)
                read_turned(a, head_row(a, window, first + key, slot), first + key, row);
            for (std::int64_t i = 0; i < stride; i += lanes / Dot::numbers) {
                const Lanes numbers = first + key < a.length ? load(row + i * Dot::numbers) * scale : Lanes{};
                if constexpr (Dot::numbers == 1)
                    store(units + key * stride + i, numbers);
                else
                    Dot::store_units(units + key * stride + i, numbers);
            }
        }
        for (std::int64_t i = 0; i < stride; i += lanes) {
            Bits block[lanes];
#pragma GCC unroll 16
            for (std::int64_t key = 0; key < lanes; ++key)
                std::memcpy(&block[key], units + key * stride + i, sizeof(Bits));
            transpose(block);
            for (std::int64_t j = 0; j < lanes && i + j < depth; ++j)
                if constexpr (Dot::numbers == 1)
                    Dot::store_units(to + (i + j) * key_tile, (Lanes)block[j]);
                else
                    std::memcpy(to + (i + j) * key_tile, &block[j], sizeof(Bits));
        }
    }

    /// One row of values, or two side by side in pairs.
    ROPEWALK_INLINE void pack_values(
        const AttentionArguments& a, std::int64_t window, std::int64_t slot, std::int64_t n, Unit* to, std::int64_t width,
        float scale)
    {
        for (std::int64_t i = 0; i < Dot::numbers; ++i)
            expect_row(a, window, n + i, slot);
        const Element* here = n < a.length ? head_row(a, window, n, slot) : nullptr;
        const Element* next = n + 1 < a.length ? head_row(a, window, n + 1, slot) : nullptr;
        over(a.head_dim, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
            const Lanes first = here ? take(here + i, count) : Lanes{};
            if constexpr (Dot::numbers == 1) {
                Dot::store_units(to + i, first * scale);
            } else {
                const Lanes second = next ? take(next + i, count) : Lanes{};
                const Bits pairs = __builtin_convertvector(to_halves(first), Bits)
                    | __builtin_convertvector(to_halves(second), Bits) << 16;
                std::memcpy(to + i, &pairs, sizeof pairs);
            }
        });
        if constexpr (Dot::across > lanes)
            if (const std::int64_t filled = round_up(a.head_dim, lanes); filled < width)
                Dot::store_units(to + filled, Lanes{});
    }
};

} // namespace
} // namespace ropewalk::model::kernels
