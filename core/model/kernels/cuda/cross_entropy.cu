// SPDX-License-Identifier: Apache-2.0
// The cross entropy of a chunk of tokens: a block a row, one pass over its logits with a running log-sum-exp, so that
// every logit is read once and nothing is written but the loss.
#include "core/model/kernels/cuda/element.cuh"
#include "core/model/kernels/cuda/launch.cuh"

namespace ropewalk::model::kernels {
namespace {

constexpr int threads = 256;

__device__ LogSum of_lane(LogSum seen, int distance)
{
    return {__shfl_down_sync(0xFFFFFFFFu, seen.largest, distance), __shfl_down_sync(0xFFFFFFFFu, seen.sum, distance)};
}

template <class Element>
__global__ void losses(
    const Element* logits, const int64_t* targets, int64_t rows, int64_t width, int64_t row_stride, float* out)
{
    __shared__ float largest[threads / 32], sum[threads / 32]; // of each warp
    for (int64_t row = blockIdx.x; row < rows; row += gridDim.x) {
        const Element* x = logits + row * row_stride;
        LogSum seen;
        for (int64_t i = threadIdx.x; i < width; i += threads)
            seen = with_value(seen, read(x + i));
        for (int distance = 16; distance > 0; distance /= 2)
            seen = merged(seen, of_lane(seen, distance));
        if (threadIdx.x % 32 == 0) {
            largest[threadIdx.x / 32] = seen.largest;
            sum[threadIdx.x / 32] = seen.sum;
        }
        __syncthreads();
        if (threadIdx.x == 0) {
            for (int warp = 1; warp < threads / 32; ++warp)
                seen = merged(seen, {largest[warp], sum[warp]});
            out[row] = target_loss(seen, read(x + targets[row]));
        }
        __syncthreads();
    }
}

template <class Element>
int launch(const void* logits, const int64_t* targets, int64_t rows, int64_t width, int64_t row_stride, float* out,
    void* stream)
{
    constexpr int64_t most_blocks = 1 << 16;
    if (rows == 0)
        return 0;
    return start(losses<Element>, rows < most_blocks ? rows : most_blocks, threads, stream,
        static_cast<const Element*>(logits), targets, rows, width, row_stride, out);
}

} // namespace
} // namespace ropewalk::model::kernels

extern "C" int ropewalk_cuda_losses(int device, const void* logits, RopewalkElement element, const int64_t* targets,
    int64_t rows, int64_t width, int64_t row_stride, float* out, void* stream)
{
    using namespace ropewalk::model::kernels;
    if (const cudaError_t code = cudaSetDevice(device))
        return code;
    return element == ropewalk_float32 ? launch<float>(logits, targets, rows, width, row_stride, out, stream)
                                       : launch<uint16_t>(logits, targets, rows, width, row_stride, out, stream);
}
