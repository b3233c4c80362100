// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/decoder.h"

namespace ropewalk::model {

// The fused operations between matrix products, for scoring without gradients: our own kernels on the CPU (float32 and
// bfloat16, rows spread over the threads), libtorch's operations elsewhere. All tensors are contiguous.

/// norm of decoder.h. x: rows × width.
at::Tensor fused_norm(const at::Tensor& x, const Affine& weights, double eps);

/// Norms `count` heads of every row in place, beginning with head `first`. x: rows × heads·head_dim; weight: head_dim.
void norm_heads(at::Tensor& x, std::int64_t first, std::int64_t count, std::int64_t head_dim, const at::Tensor& weight,
    double eps);

/// What lies between the MLP's matrices: act(gate)·up, rows × 2·width → rows × width, or without a gate act(up).
at::Tensor fused_activation(const at::Tensor& gate_up, const formats::DecoderForm& form);

/// Turns the first `heads` heads of every row in place. x: rows × (heads + …)·head_dim, row n at position n modulo
/// the rotation's length.
void rotate_rows(at::Tensor& x, std::int64_t heads, const Rotation& rotation, const rope::Geometry& geometry);

/// −ln softmax(logits)[target] a row, float32. logits: rows × vocabulary; targets: rows, int64.
at::Tensor row_losses(const at::Tensor& logits, const at::Tensor& targets);

} // namespace ropewalk::model
