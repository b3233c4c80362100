// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/kernels/cuda/observed_block.h"

// Attention that is looked at, a block of queries against one tile of keys after another (as Dao et al., arXiv
// 2205.14135, walk it): what a thread does between two barriers is a function here. The GPU's threads call them side
// by side.

namespace ropewalk::model::kernels {

constexpr int observed_depth = 16; ///< components multiplied between two barriers
constexpr int observed_threads = 256;
constexpr int observed_side = 4; ///< a thread's scores: side × side
constexpr int observed_parts = observed_threads / observed_tile; ///< threads that share a row of scores

/// A block's shared memory. The last column keeps the threads' words in different banks.
struct ObservedShared
{
    float queries[observed_depth][observed_tile + 1], keys[observed_depth][observed_tile + 1];
    float scores[observed_tile][observed_tile + 1];
    ObservedSums sums[observed_threads];
};
/// What a thread keeps in registers.
struct ObservedThread
{
    float scores[observed_side][observed_side];
    ObservedSums sums;
};
/// Phase 0: nothing is seen so far.
ROPEWALK_SHARED void observed_start(ObservedThread& own)
{
    for (int i = 0; i < observed_side; ++i)
        for (int j = 0; j < observed_side; ++j)
            own.scores[i][j] = 0.0f;
    own.sums = nothing_observed();
}

/// Phase 1: components `depth` … of the block's queries and of the tile's keys come into shared memory, 0 beyond the
/// edges.
template <class Element>
ROPEWALK_SHARED void observed_load(const RopewalkObserve& a, const ObservedBlock& block, int64_t tile, int64_t depth,
    int thread, ObservedShared& shared)
{
    const Element* rows = static_cast<const Element*>(a.turned) + block.window * a.length * a.row_stride;
    const int64_t key_slot = a.heads + block.head / (a.heads / a.kv_heads);
    for (int i = thread; i < observed_depth * observed_tile; i += observed_threads) {
        const int component = i % observed_depth, row = i / observed_depth;
        const bool inside = depth + component < a.head_dim;
        const int64_t query = block.first + row, key = tile + row;
        shared.queries[component][row] = inside && query < a.length
            ? as_float(rows[query * a.row_stride + block.head * a.head_dim + depth + component])
            : 0.0f;
        shared.keys[component][row] = inside && key < a.length
            ? as_float(rows[key * a.row_stride + key_slot * a.head_dim + depth + component])
            : 0.0f;
    }
}

/// Phase 2: the thread's scores grow by these components' products.
ROPEWALK_SHARED void observed_multiply(const ObservedShared& shared, int thread, ObservedThread& own)
{
    const int row = thread / (observed_tile / observed_side) * observed_side;
    const int column = thread % (observed_tile / observed_side);
    for (int component = 0; component < observed_depth; ++component)
        for (int i = 0; i < observed_side; ++i)
            for (int j = 0; j < observed_side; ++j)
                own.scores[i][j] += shared.queries[component][row + i]
                    * shared.keys[component][column + j * (observed_tile / observed_side)];
}

/// Phase 3: the thread's scores go to shared memory and begin anew.
ROPEWALK_SHARED void observed_place(const RopewalkObserve& a, int thread, ObservedThread& own, ObservedShared& shared)
{
    const int row = thread / (observed_tile / observed_side) * observed_side;
    const int column = thread % (observed_tile / observed_side);
    for (int i = 0; i < observed_side; ++i)
        for (int j = 0; j < observed_side; ++j) {
            shared.scores[row + i][column + j * (observed_tile / observed_side)] = own.scores[i][j] * a.scale;
            own.scores[i][j] = 0.0f;
        }
}

/// Phase 4: the thread's part of one row joins what it has seen of it.
ROPEWALK_SHARED void observed_watch(const RopewalkObserve& a, const ObservedBlock& block, int64_t tile, int thread,
    const ObservedShared& shared, ObservedThread& own)
{
    constexpr int keys = observed_tile / observed_parts;
    const int row = thread / observed_parts, begin = thread % observed_parts * keys;
    const int64_t query = block.first + row;
    ObservedSums here = nothing_observed();
    for (int i = begin; i < begin + keys; ++i) {
        const int64_t away = query - (tile + i);
        if (away >= 0 && away < a.reach && shared.scores[row][i] > here.largest)
            here.largest = shared.scores[row][i];
    }
    for (int i = begin; i < begin + keys; ++i) {
        const int64_t away = query - (tile + i);
        if (away < 0 || away >= a.reach)
            continue;
        const float under = shared.scores[row][i] - here.largest, share = expf(under);
        here.all += share;
        here.weighted += double(share) * under;
        here.distance += double(share) * double(away);
        here.sink += tile + i < a.sink_keys ? share : 0.0f;
    }
    own.sums = merged(own.sums, here);
}

/// Phase 5, after the last tile: the thread's sums go to shared memory. Phase 6: a thread a query writes what it comes to.
ROPEWALK_SHARED void observed_put(int thread, const ObservedThread& own, ObservedShared& shared)
{
    shared.sums[thread] = own.sums;
}
ROPEWALK_SHARED void observed_write(
    const RopewalkObserve& a, const ObservedBlock& block, int thread, const ObservedShared& shared)
{
    if (thread >= observed_tile || block.first + thread >= a.length)
        return;
    ObservedSums seen = nothing_observed();
    for (int part = 0; part < observed_parts; ++part)
        seen = merged(seen, shared.sums[thread * observed_parts + part]);
    const int64_t to = (block.window * a.heads + block.head) * a.length + block.first + thread;
    a.entropy[to] = entropy_of(seen);
    a.distance[to] = float(seen.distance / seen.all);
    a.sink[to] = float(seen.sink / seen.all);
}

} // namespace ropewalk::model::kernels
