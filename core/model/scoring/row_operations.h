// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/decoder.h"

namespace ropewalk::model {

// The fused operations between matrix products, for scoring without gradients: our own kernels on the CPU (float32 and
// bfloat16, rows spread over the threads), libtorch's operations elsewhere. All tensors are contiguous.

/// rms_norm of decoder.h. x: rows × width.
at::Tensor fused_norm(const at::Tensor& x, const at::Tensor& weight, double eps);

/// silu(gate)·up. gate_up: rows × 2·width → rows × width.
at::Tensor fused_swiglu(const at::Tensor& gate_up);

/// Turns the first `heads` heads of every row in place. x: rows × (heads + …)·head_dim, row n at position n modulo
/// the rotation's length.
void rotate_rows(at::Tensor& x, std::int64_t heads, const Rotation& rotation, const rope::Geometry& geometry);

/// −ln softmax(logits)[target] a row, float32. logits: rows × vocabulary; targets: rows, int64.
at::Tensor row_losses(const at::Tensor& logits, const at::Tensor& targets);

} // namespace ropewalk::model
