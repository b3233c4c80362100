// SPDX-License-Identifier: Apache-2.0
// The rows of the attention kernel that says how far each query's attention is spread, for the instruction set of the
// file that includes this. With the running largest score M and scores in units of ln 2, a row keeps S = Σ 2^(s−M),
// W = Σ 2^(s−M)·(s−M) and the like; then H = ln 2·(log2 S − W/S), in which nothing cancels.
#pragma once

#include "core/model/kernels/cpu/attention/walk.h"
#include "core/model/kernels/observed_kernels.h"

#include <cmath>

namespace ropewalk::model::kernels {
namespace {

template <class Element, class Dot>
struct ObservedRows : AttentionWalk<Element, Dot>
{
    using Base = AttentionWalk<Element, Dot>;
    using typename Base::Unit;
    using typename Base::Sizes;

    /// Sums of one row, all to the same largest score.
    struct RowSums
    {
        double all, weighted, distance, sink;
    };
    struct Scratch
    {
        typename Base::Scratch attention;
        RowSums* sums; ///< block_rows
    };
    static std::size_t scratch_bytes(const AttentionArguments& a)
    {
        return Base::scratch_bytes(a) + std::size_t(block_rows) * sizeof(RowSums);
    }
    static Scratch scratch(const AttentionArguments& a, void* memory)
    {
        const typename Base::Scratch attention = Base::scratch(a, memory);
        return {attention, reinterpret_cast<RowSums*>(static_cast<char*>(memory) + attention.bytes)};
    }

    /// Scores below the largest, as exp2_of takes them: a hidden key's −∞ becomes −126.
    ROPEWALK_INLINE Lanes below(const float* scores, float largest)
    {
        return larger(load(scores) - largest, all(-126.0f));
    }

    ROPEWALK_INLINE void raise_largest(const Scratch& m, std::int64_t row, float largest, std::int64_t width)
    {
        const float step = larger(all(m.attention.largest[row] - largest), all(-126.0f))[0];
        const float shrink = exp2_of(all(step))[0];
        m.attention.largest[row] = largest;
        RowSums& sums = m.sums[row];
        sums = {sums.all * shrink, (sums.weighted + double(step) * sums.all) * shrink, sums.distance * shrink,
            sums.sink * shrink};
        float* out = m.attention.out + row * width;
        for (std::int64_t j = 0; j < width; j += lanes)
            store(out + j, load(out + j) * shrink);
    }

    /// One row's scores become shares of exp2(score − largest); what was summed so far follows a new largest. away:
    /// tokens from the block's first key to the query; sinks: keys of the block that count as such.
    ROPEWALK_INLINE void soften(const Scratch& m, std::int64_t row, std::int64_t visible, std::int64_t filled,
        std::int64_t width, std::int64_t away, std::int64_t sinks)
    {
        float* scores = m.attention.scores + row * key_block;
        Unit* shares = m.attention.shares + row * (key_block / Dot::numbers);
        RowSums& sums = m.sums[row];
        const Lanes order = counted(std::make_index_sequence<lanes>());
        std::int64_t i = 0;
        if (visible > 0) {
            Lanes top = all(m.attention.largest[row]);
            for (; i + lanes <= visible; i += lanes)
                top = larger(top, load(scores + i));
            if (i < visible)
                top = larger(top, order < float(visible - i) ? load(scores + i) : all(-__builtin_inff()));
            const float largest = largest_of(top);
            if (largest > m.attention.largest[row])
                raise_largest(m, row, largest, width);
            for (i = 0; i < sinks; i += lanes) {
                const Lanes share = exp2_of(below(scores + i, largest));
                sums.sink += double(sum_of(order < float(sinks - i) ? share : Lanes{}));
            }
            Lanes sum{}, weighted{}, distance{}, distances = all(float(away)) - order;
            for (i = 0; i + lanes <= visible; i += lanes, distances -= float(lanes)) {
                const Lanes under = below(scores + i, largest), share = exp2_of(under);
                sum += share;
                weighted += share * under;
                distance += share * distances;
                Dot::store_units(shares + i / Dot::numbers, share);
            }
            if (i < visible) {
                const Lanes under = below(scores + i, largest);
                const Lanes share = order < float(visible - i) ? exp2_of(under) : Lanes{};
                sum += share;
                weighted += share * (order < float(visible - i) ? under : Lanes{});
                distance += share * distances;
                Dot::store_units(shares + i / Dot::numbers, share);
                i += lanes;
            }
            sums.all += double(sum_of(sum));
            sums.weighted += double(sum_of(weighted));
            sums.distance += double(sum_of(distance));
        }
        for (; i < filled; i += lanes)
            Dot::store_units(shares + i / Dot::numbers, Lanes{});
    }

    static void finish(const AttentionArguments& a, const Observation& observation, const Scratch& m, const Sizes& s,
        std::int64_t window, std::int64_t head, std::int64_t query, std::int64_t row)
    {
        Element* out = static_cast<Element*>(a.out) + ((window * a.length + query) * a.heads + head) * a.head_dim;
        const RowSums& sums = m.sums[row];
        const auto scale = float(1.0 / sums.all);
        over(a.head_dim, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
            put(out + i, load(m.attention.out + row * s.width + i) * scale, count);
        });
        const std::int64_t at = (window * a.heads + head) * a.length + query;
        const double entropy = (std::log2(sums.all) - sums.weighted / sums.all) / double(log2_e);
        observation.entropy[at] = float(entropy < 0 ? 0.0 : entropy);
        observation.distance[at] = float(sums.distance / sums.all);
        observation.sink[at] = float(sums.sink / sums.all);
    }
};

} // namespace
} // namespace ropewalk::model::kernels
