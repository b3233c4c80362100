// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// The CUDA kernels behind a plain C interface: pointers to device memory, strides in elements, a stream (null = the
// default one, which libtorch uses too unless told otherwise). They return at once with 0, or the runtime's error code.
// Compiled with every build; not run on a GPU so far, but by tests/model/gpu_on_cpu on the CPU, thread by thread and with
// their barriers. libtorch's own operations are their reference and do the work where they are not built.

#ifdef __cplusplus
extern "C" {
#endif

enum RopewalkElement { ropewalk_float32 = 0, ropewalk_bfloat16 = 1 };

/// Turns the first `heads` heads of every row of x in place. x: rows × (heads + …)·head_dim with row_stride elements
/// between rows; row n has position n modulo length. cos, sin: length × pairs, float32.
int ropewalk_cuda_rotate(int device, void* x, enum RopewalkElement element, int64_t rows, int64_t length,
    int64_t row_stride, int64_t heads, int64_t head_dim, int64_t pairs, int interleaved, const float* cos,
    const float* sin, void* stream);

/// out[row] = −ln softmax(logits[row])[targets[row]], float32 throughout. logits: rows × width with row_stride
/// elements between rows.
int ropewalk_cuda_losses(int device, const void* logits, enum RopewalkElement element, const int64_t* targets,
    int64_t rows, int64_t width, int64_t row_stride, float* out, void* stream);

/// Causal attention that is looked at. turned: batch·length rows of the queries of all heads, then the keys of all KV
/// heads, already turned, with row_stride elements between rows. entropy, distance, sink: batch × heads × length, as
/// Observation says.
struct RopewalkObserve
{
    const void* turned;
    int64_t row_stride, batch, length, heads, kv_heads, head_dim;
    int64_t reach; ///< keys that a query sees, its own counted; length = all before it
    float scale; ///< of the scores
    int64_t sink_keys;
    float *entropy, *distance, *sink;
};
/// Memory is no more than the numbers themselves; scores are sums of float32, those of a row float64.
int ropewalk_cuda_observe(int device, const struct RopewalkObserve* arguments, enum RopewalkElement element, void* stream);

/// The runtime's words for a code; static storage.
const char* ropewalk_cuda_error(int code);

#ifdef __cplusplus
}
#endif
