// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/scoring/attention.h"

namespace ropewalk::model {

/// Attention of whole windows and what it comes to for each query: batch × heads × length, float32, on the CPU.
struct ObservedWindows
{
    at::Tensor attended; ///< as window_attention gives it
    at::Tensor entropy; ///< −Σ p·ln p over the visible keys, nats
    at::Tensor distance; ///< Σ p·(query − key), tokens
    at::Tensor sink; ///< Σ p over keys 0 … sink_keys − 1
};

/// window_attention that is looked at while it runs. On the CPU our own kernel does both in one pass; bfloat16 on a GPU is
/// looked at by a kernel beside libtorch's attention; elsewhere, and for heads wider than those take, library_observed. Memory is linear in the length. sink_keys: 0 … kernels::most_sink_keys.
Result<ObservedWindows> observed_attention(const formats::ModelConfig& config, const at::Tensor& qkv,
    std::int64_t batch, const Rotation& rotation, std::int64_t reach, std::int64_t sink_keys, const YieldPoint& yield = {});

/// The same by libtorch's flash attention in float32 on any device (longrope.md): with the values replaced by the turned
/// keys it gives Σ p·k, so that H = LSE − scale·q·Σ p·k; with the values replaced by the positions it gives the mean
/// position. Within a reach, blocks of queries against the keys that they see.
Result<ObservedWindows> library_observed(const formats::ModelConfig& config, at::Tensor qkv, std::int64_t batch,
    const Rotation& rotation, std::int64_t reach, std::int64_t sink_keys, const YieldPoint& yield = {});

} // namespace ropewalk::model
