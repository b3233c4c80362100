// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/kernels/cuda/cuda_kernels.h"
#include "core/model/kernels/shared_arithmetic.h"

namespace ropewalk::model::kernels {

constexpr int observed_tile = 64; ///< queries of a block, and keys of a tile

/// Which queries of which head a block has.
struct ObservedBlock
{
    int64_t window, head, first;
};

ROPEWALK_SHARED int64_t observed_blocks_a_head(const RopewalkObserve& a)
{
    return (a.length + observed_tile - 1) / observed_tile;
}
ROPEWALK_SHARED ObservedBlock observed_block(const RopewalkObserve& a, int64_t number)
{
    const int64_t blocks = observed_blocks_a_head(a);
    return {number / blocks / a.heads, number / blocks % a.heads, number % blocks * observed_tile};
}
/// The first tile that a block sees any of, and the end of the keys that it sees.
ROPEWALK_SHARED int64_t observed_begin(const RopewalkObserve& a, const ObservedBlock& block)
{
    const int64_t oldest = block.first >= a.reach ? block.first - a.reach + 1 : 0;
    return oldest / observed_tile * observed_tile;
}
ROPEWALK_SHARED int64_t observed_end(const RopewalkObserve& a, const ObservedBlock& block)
{
    return a.length < block.first + observed_tile ? a.length : block.first + observed_tile;
}

} // namespace ropewalk::model::kernels
