// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/model_config.h"
#include "core/model/decoder.h"
#include "core/model/kernels/cpu_kernels.h"
#include "core/result.h"
#include "core/yield.h"

namespace ropewalk::model {

/// Causal self-attention of whole windows without gradients. qkv: batch·length rows of queries, keys and values as
/// the projection leaves them; it is not changed. Queries and keys are turned by the rotation while they are read
/// (rotation.cos undefined = they are turned already); a query sees the `reach` keys that end with its own, 0 = all.
/// Returns batch·length × heads·head_dim. Memory is linear in the
/// length. Yields some tens of milliseconds apart; cancelled() when told to stop.
///
/// On the CPU our own kernel runs where the instruction set's table has one for the type, else libtorch's.
Result<at::Tensor> window_attention(const formats::ModelConfig& config, const at::Tensor& qkv, std::int64_t batch,
    const Rotation& rotation, std::int64_t reach = 0, const YieldPoint& yield = {});

/// Whether attention is libtorch's there.
bool library_attends(const formats::ModelConfig& config, const at::Device& device, at::ScalarType dtype);

/// The same by libtorch's attention: what the kernel is checked against.
at::Tensor library_attention(const formats::ModelConfig& config, at::Tensor qkv, std::int64_t batch, const Rotation& rotation,
    std::int64_t reach = 0);

/// What the CPU kernels take, on the CPU: out is batch·length × heads·head_dim of qkv's type.
kernels::AttentionArguments attention_arguments(const formats::ModelConfig& config, const at::Tensor& qkv,
    std::int64_t batch, const Rotation& rotation, std::int64_t reach, at::Tensor& out);

} // namespace ropewalk::model
