// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

namespace ropewalk::model::kernels {

/// Starts a kernel with one-dimensional blocks: cudaSuccess, or why it could not be started.
template <class... Parameters, class... Arguments>
cudaError_t start(
    void (*kernel)(Parameters...), int64_t blocks, int threads, void* stream, const Arguments&... arguments)
{
    cudaLaunchConfig_t shape{};
    shape.gridDim.x = unsigned(blocks);
    shape.blockDim.x = unsigned(threads);
    shape.stream = static_cast<cudaStream_t>(stream);
    return cudaLaunchKernelEx(&shape, kernel, Parameters(arguments)...);
}

} // namespace ropewalk::model::kernels
