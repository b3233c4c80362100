// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/model_config.h"

#include <cstdint>

namespace ropewalk::model {

/// How a model's weights are held and computed with: what decides its memory beside the job.
struct Holding
{
    bool gpu = false;
    std::int64_t element = 4; ///< bytes of a number: 4 for float32, 2 for bfloat16
    bool streamed = false; ///< the weights stay in their file
    bool packed = false; ///< matrices are kept a second time in another order (Linear), where the model is small enough
    bool library_attention = false; ///< attention is libtorch's, not our kernel
    int threads = 1;
};

/// The largest piece of a job.
struct JobSize
{
    std::int64_t length = 0; ///< tokens of a window, or of prompt and answer
    std::int64_t windows = 1;
    bool generation = false; ///< decoding with a key-value cache
    std::int64_t candidates = 1; ///< factor sets that are scored one after another, or together where weights are streamed
    bool observed = false; ///< attention is looked at (observed_attention), a window at a time
};

/// Bytes of device memory, by design.md's "How scoring is made fast" and what the code allocates. With H = hidden size,
/// Q = heads·head_dim, K = kv_heads·head_dim, I = the MLP's width, V = vocabulary, e = bytes of a number, n = the tokens
/// that run together, c = min(n, chunks::rows) and g the share of the KV heads that are attended together
/// (chunks::heads_together; all of them in short texts):
struct Footprint
{
    /// All of them, twice for the matrices that are packed; 0 when streamed.
    std::int64_t weights = 0;
    /// Of every window: its ids, and e·(H + Q + 2K) a token where that is kept for the next candidate (ScoringInput);
    /// cosines and sines of one length, 8 bytes a pair and position.
    std::int64_t inputs = 0;
    std::int64_t cache = 0; ///< of generation: layers · 2 · e·K a token
    /// The larger of two moments of a layer, streamed weights included. While it attends: states, projections and output,
    /// e·n·(H + g·(Q + 2K) + Q), and what attention packs or copies of these heads. After it: states and output,
    /// e·n·(H + Q), and a chunk's MLP, e·c·(4H + 3I), a chunk's projections being less. Attention that is looked at has all
    /// heads together and three floats a token and head; libtorch's, float copies of queries and keys and a group's work.
    std::int64_t layer = 0;
    /// e·n·H states, when streamed those of all windows and of chunks::candidates_together candidates; the logits of
    /// chunks::loss_rows tokens, e·V each; the head when streamed.
    std::int64_t loss = 0;

    std::int64_t total() const { return weights + inputs + cache + (layer > loss ? layer : loss); }
};
Footprint footprint(const formats::ModelConfig& config, const Holding& holding, const JobSize& job);

/// Numbers in all weights.
std::int64_t parameters(const formats::ModelConfig& config);
/// Bytes of the weights where they are all resident.
std::int64_t resident_bytes(const formats::ModelConfig& config, const Holding& holding);
/// What the scorer keeps of these windows from one candidate to the next: Footprint::inputs without the rotation.
std::int64_t kept_bytes(const formats::ModelConfig& config, const Holding& holding, const JobSize& job);

/// The greatest length whose total is at most `bytes`, up to `most`; 0 when not even two tokens fit.
std::int64_t largest_length(const formats::ModelConfig& config, const Holding& holding, JobSize job, std::int64_t bytes,
    std::int64_t most);

} // namespace ropewalk::model
