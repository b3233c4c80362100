// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// The sizes that keep memory linear in the length: the code and the estimate of what it needs share them.
namespace ropewalk::model::chunks {

inline constexpr std::int64_t rows = 2048; ///< rows that a layer projects or takes through its MLP at one time
inline constexpr std::int64_t loss_rows = 512; ///< tokens whose logits exist at one time
/// Of logits that are kept in float32: together they take no more than loss_rows in bfloat16 do.
inline constexpr std::int64_t wide_loss_rows = 128;
inline constexpr std::int64_t widened_outputs = 512; ///< rows of a matrix that are widened to float32 at one time
inline constexpr std::int64_t batch_tokens = 2048; ///< shorter windows of one length run together up to this many
/// What comes before the first rotation is kept for the next candidate up to so many bytes a batch of windows; longer
/// ones, where it is a small share of the work, compute it again.
inline constexpr std::int64_t most_kept = std::int64_t{64} << 20;
/// Queries, keys and values of all heads exist together up to so many bytes; beyond it groups of KV heads are projected
/// and attended one after another.
inline constexpr std::int64_t most_projected = std::int64_t{512} << 20;
inline constexpr std::int64_t most_prepacked = 1'000'000'000; ///< parameters; a larger model keeps one copy of its matrices
inline constexpr std::int64_t head_rows = 8192; ///< rows of the vocabulary that go to a GPU at one time

/// Candidates that streamed weights are read once for: as many as keep their states within so many bytes.
inline constexpr std::int64_t most_states = std::int64_t{256} << 20;
inline constexpr std::int64_t most_candidates = 16;

/// state_bytes: what one candidate's states of all windows take.
constexpr std::int64_t candidates_together(std::int64_t candidates, std::int64_t state_bytes)
{
    const std::int64_t fit = most_states / (state_bytes > 0 ? state_bytes : 1);
    const std::int64_t most = candidates < most_candidates ? candidates : most_candidates;
    return fit < 1 ? 1 : fit < most ? fit : most;
}

/// KV heads that are projected and attended together. head_bytes: what queries, keys and values of one of them take.
constexpr std::int64_t heads_together(std::int64_t kv_heads, std::int64_t head_bytes)
{
    const std::int64_t fit = most_projected / (head_bytes > 0 ? head_bytes : 1);
    return fit < 1 ? 1 : fit < kv_heads ? fit : kv_heads;
}

} // namespace ropewalk::model::chunks
