// SPDX-License-Identifier: Apache-2.0
// Entropy, distance and sinks of attention: a block of threads for a block of queries of one head, which walks over the
// keys that they see; the scores of one tile are all that exists at a time.
#include "core/model/kernels/cuda/launch.cuh"
#include "core/model/kernels/cuda/observed_tile.h"

namespace ropewalk::model::kernels {
namespace {

template <class Element>
__global__ void __launch_bounds__(observed_threads) observe(RopewalkObserve a)
{
    __shared__ ObservedShared shared;
    const int thread = int(threadIdx.x);
    const ObservedBlock block = observed_block(a, blockIdx.x);
    ObservedThread own;
    observed_start(own);
    for (int64_t tile = observed_begin(a, block); tile < observed_end(a, block); tile += observed_tile) {
        for (int64_t depth = 0; depth < a.head_dim; depth += observed_depth) {
            observed_load<Element>(a, block, tile, depth, thread, shared);
            __syncthreads();
            observed_multiply(shared, thread, own);
            __syncthreads();
        }
        observed_place(a, thread, own, shared);
        __syncthreads();
        observed_watch(a, block, tile, thread, shared, own);
        __syncthreads();
    }
    observed_put(thread, own, shared);
    __syncthreads();
    observed_write(a, block, thread, shared);
}

} // namespace
} // namespace ropewalk::model::kernels

extern "C" int ropewalk_cuda_observe(int device, const RopewalkObserve* arguments, RopewalkElement element, void* stream)
{
    using namespace ropewalk::model::kernels;
    if (const cudaError_t code = cudaSetDevice(device))
        return code;
    const int64_t blocks = arguments->batch * arguments->heads * observed_blocks_a_head(*arguments);
    if (blocks == 0)
        return 0;
    constexpr int64_t most_blocks = 0x7FFFFFFF;
    if (blocks > most_blocks)
        return cudaErrorInvalidConfiguration;
    return element == ropewalk_float32 ? start(observe<float>, blocks, observed_threads, stream, *arguments)
                                       : start(observe<uint16_t>, blocks, observed_threads, stream, *arguments);
}
