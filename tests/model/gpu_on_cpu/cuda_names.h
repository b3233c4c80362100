// SPDX-License-Identifier: Apache-2.0
// What a .cu file of the kernels says in CUDA, for a C++ compiler: included before the file, which then runs on the CPU.
#pragma once

#include "tests/model/gpu_on_cpu/thread_block.h"

#include <tuple>

#define __global__
#define __device__
// Blocks run one after another, each on the same memory, which holds nothing of the one before.
#define __shared__ static __attribute__((section("gpu_shared")))
#define __launch_bounds__(threads)

struct dim3
{
    unsigned x = 1, y = 1, z = 1;
};
// The names are CUDA's; a fiber sees its own numbers in them while it runs.
inline dim3 threadIdx, blockIdx, blockDim, gridDim;

using cudaStream_t = void*;
using cudaError_t = int;
constexpr cudaError_t cudaSuccess = 0, cudaErrorInvalidConfiguration = 9, cudaErrorLaunchFailure = 719;
struct cudaLaunchConfig_t
{
    dim3 gridDim, blockDim;
    std::size_t dynamicSmemBytes = 0;
    cudaStream_t stream = nullptr;
};

extern "C" char __start_gpu_shared[], __stop_gpu_shared[]; // the linker's names for that section's ends

namespace gpu_on_cpu {
inline Order order = Order::forward; ///< of the threads of the next launches
inline ThreadBlock* block = nullptr; ///< the one that runs
}

inline cudaError_t cudaSetDevice(int device)
{
    return device == 0 ? cudaSuccess : 101;
}
inline const char* cudaGetErrorString(cudaError_t code)
{
    return code == cudaErrorLaunchFailure ? "threads wait at a barrier that others never reach" : "an error";
}

template <class... Parameters, class... Arguments>
cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t* config, void (*kernel)(Parameters...), Arguments... arguments)
{
    gridDim = config->gridDim;
    blockDim = config->blockDim;
    const std::tuple<Parameters...> values(arguments...);
    gpu_on_cpu::ThreadBlock threads(int(blockDim.x), gpu_on_cpu::order);
    gpu_on_cpu::block = &threads;
    for (blockIdx.x = 0; blockIdx.x < gridDim.x; ++blockIdx.x) {
        std::memset(__start_gpu_shared, 0xFF, std::size_t(__stop_gpu_shared - __start_gpu_shared)); // NaN
        if (!threads.run([&] { std::apply(kernel, values); }, [](int thread) { threadIdx.x = unsigned(thread); }))
            return cudaErrorLaunchFailure;
    }
    return cudaSuccess;
}

inline void __syncthreads()
{
    gpu_on_cpu::block->wait_for_block();
}
template <class Value>
Value __shfl_down_sync(unsigned, Value value, int distance)
{
    return gpu_on_cpu::block->from_lane_above(value, distance);
}
