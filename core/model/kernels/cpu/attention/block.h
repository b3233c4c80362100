// SPDX-License-Identifier: Apache-2.0
// A block of queries against a block of keys: working memory and the running softmax (Dao et al., arXiv 2205.14135), for
// the instruction set of the file that includes this.
#pragma once

#include "core/model/kernels/cpu/attention/packing.h"

namespace ropewalk::model::kernels {
namespace {

constexpr std::int64_t block_rows = 96; // query rows of a task, a multiple of all row counts
constexpr std::int64_t key_block = 512; // keys between two updates of the running softmax

template <class Element, class Dot>
struct AttentionBlock : Packing<Element, Dot>
{
    using Unit = typename Dot::Unit;
    using Base = Packing<Element, Dot>;
    using typename Base::Sizes;
    using Base::key_tile;
    using Base::sizes;
    static_assert(
        block_rows % Dot::score_rows == 0 && block_rows % Dot::value_rows == 0 && key_block % key_tile == 0);

    /// A thread's working memory for one block of queries.
    struct Scratch
    {
        float *out, *scores, *row, *largest, *sum;
        float* unit; ///< of a row's scores, where the Dot is scaled
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
        out.unit = reinterpret_cast<float*>(part(Dot::scaled ? block_rows : 0, sizeof(float)));
        out.queries = reinterpret_cast<Unit*>(part(block_rows * s.depth, sizeof(Unit)));
        out.shares = std::is_same_v<Unit, float>
            ? reinterpret_cast<Unit*>(out.scores)
            : reinterpret_cast<Unit*>(part(block_rows * key_block / Dot::numbers, sizeof(Unit)));
        out.bytes = std::size_t(at - static_cast<char*>(memory));
        return out;
    }
    static std::size_t scratch_bytes(const AttentionArguments& a) { return scratch(a, nullptr).bytes; }

    /// One row's scores become shares of exp2(score − largest); its sums and output follow a new largest.
    ROPEWALK_INLINE void soften(const Scratch& m, std::int64_t row, std::int64_t visible, std::int64_t filled,
        std::int64_t width)
    {
        const auto score = [scores = m.scores + row * key_block, unit = Dot::scaled ? m.unit[row] : 1.0f](std::int64_t key)
                               __attribute__((always_inline)) { return load(scores + key) * unit; };
        Unit* shares = m.shares + row * (key_block / Dot::numbers);
        const Lanes order = counted(std::make_index_sequence<lanes>());
        std::int64_t i = 0;
        if (visible > 0) {
            Lanes top = all(m.largest[row]);
            for (; i + lanes <= visible; i += lanes)
                top = larger(top, score(i));
            if (i < visible)
                top = larger(top, order < float(visible - i) ? score(i) : all(-__builtin_inff()));
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
                const Lanes share = exp2_for<Element>(score(i) - largest);
                sum += share;
                Dot::store_units(shares + i / Dot::numbers, share);
            }
            if (i < visible) {
                const Lanes share
                    = order < float(visible - i) ? exp2_for<Element>(score(i) - largest) : Lanes{};
                sum += share;
                Dot::store_units(shares + i / Dot::numbers, share);
                i += lanes;
            }
            m.sum[row] += sum_of(sum);
        }
        for (; i < filled; i += lanes)
            Dot::store_units(shares + i / Dot::numbers, Lanes{});
    }

    /// out += shares · values for Dot::value_rows rows.
    ROPEWALK_INLINE void add_values(const Scratch& m, std::int64_t row, std::int64_t depth, const Unit* values,
        std::int64_t width)
    {
        const Unit* shares = m.shares + row * (key_block / Dot::numbers);
        float* out = m.out + row * width;
        constexpr std::int64_t stride = key_block / Dot::numbers;
        std::int64_t i = 0;
        constexpr std::int64_t columns = Dot::value_columns * Dot::across;
        for (; i + columns <= width; i += columns)
            Dot::template multiply<Dot::value_rows, Dot::value_columns>(
                shares, stride, values + i, width, depth, out + i, width, true);
        for (; i < width; i += Dot::across)
            Dot::template multiply<Dot::value_rows, 1>(shares, stride, values + i, width, depth, out + i, width, true);
    }
};

} // namespace
} // namespace ropewalk::model::kernels
