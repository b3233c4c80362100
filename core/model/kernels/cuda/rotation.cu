// SPDX-License-Identifier: Apache-2.0
// Turns queries and keys in place: a thread a pair, neighbouring threads on neighbouring pairs. Bound by bandwidth:
// every number is read and written once.
#include "core/model/kernels/cuda/element.cuh"
#include "core/model/kernels/cuda/launch.cuh"

namespace ropewalk::model::kernels {
namespace {

template <class Element>
__global__ void rotate(Element* x, int64_t total, int64_t length, int64_t row_stride, int64_t heads, int64_t head_dim,
    int64_t pairs, bool interleaved, const float* cos, const float* sin)
{
    const int64_t step = int64_t(gridDim.x) * blockDim.x;
    for (int64_t i = int64_t(blockIdx.x) * blockDim.x + threadIdx.x; i < total; i += step) {
        const int64_t pair = i % pairs, head = i / pairs % heads, row = i / pairs / heads;
        Element* components = x + row * row_stride + head * head_dim;
        Element* first = components + first_of_pair(pair, interleaved);
        Element* second = components + second_of_pair(pair, pairs, interleaved);
        const int64_t at = row % length * pairs + pair;
        float a, b;
        turn(read(first), read(second), cos[at], sin[at], a, b);
        write(first, a);
        write(second, b);
    }
}

template <class Element>
int launch(void* x, int64_t rows, int64_t length, int64_t row_stride, int64_t heads, int64_t head_dim, int64_t pairs,
    int interleaved, const float* cos, const float* sin, void* stream)
{
    constexpr int threads = 256;
    constexpr int64_t most_blocks = 1 << 20; // threads take several pairs beyond that
    const int64_t total = rows * heads * pairs;
    if (total == 0)
        return 0;
    const int64_t blocks = (total + threads - 1) / threads;
    return start(rotate<Element>, blocks < most_blocks ? blocks : most_blocks, threads, stream, static_cast<Element*>(x),
        total, length, row_stride, heads, head_dim, pairs, interleaved != 0, cos, sin);
}

} // namespace
} // namespace ropewalk::model::kernels

extern "C" int ropewalk_cuda_rotate(int device, void* x, RopewalkElement element, int64_t rows, int64_t length,
    int64_t row_stride, int64_t heads, int64_t head_dim, int64_t pairs, int interleaved, const float* cos,
    const float* sin, void* stream)
{
    using namespace ropewalk::model::kernels;
    if (const cudaError_t code = cudaSetDevice(device))
        return code;
    return element == ropewalk_float32
        ? launch<float>(x, rows, length, row_stride, heads, head_dim, pairs, interleaved, cos, sin, stream)
        : launch<uint16_t>(x, rows, length, row_stride, heads, head_dim, pairs, interleaved, cos, sin, stream);
}

extern "C" const char* ropewalk_cuda_error(int code)
{
    return cudaGetErrorString(static_cast<cudaError_t>(code));
}
