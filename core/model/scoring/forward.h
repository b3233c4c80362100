// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/model.h"
#include "core/model/scoring/layers/layer_source.h"

#include <functional>
#include <span>

namespace ropewalk::model {

/// Windows of one length that run together, with what they cost before the first rotation: it is the same for every
/// factor set. Of streamed weights, and where it takes more than chunks::most_kept bytes, it is not kept: hidden and qkv
/// are undefined then.
struct ScoringInput
{
    std::int64_t batch = 0, length = 0;
    at::Tensor ids; ///< batch·length, int64
    at::Tensor hidden; ///< batch·length × hidden: the embeddings
    at::Tensor qkv; ///< batch·length × (heads + 2·kv_heads)·head_dim: the first layer's, not rotated
};
ScoringInput prepare_input(const Model& model, std::span<const std::span<const text::Token>> windows);

/// Attention of one layer in another way than window_attention, to look at it: from batch·length rows of queries, keys
/// and values, which are not turned, to batch·length × heads·head_dim.
using Attend = std::function<Result<at::Tensor>(std::size_t layer, const at::Tensor& qkv, std::int64_t reach)>;

/// The rotation holds the input's length positions.
struct ScoringTask
{
    const ScoringInput* input;
    Rotation rotation;
    Attend attend = {}; ///< empty = window_attention
};

/// The normed last hidden states of each task, batch·length × hidden, as forward_hidden gives them, without gradients
/// and keeping nothing a layer does not need. All tasks go through a layer before the next one is asked for. Yields at
/// every layer's boundary.
Result<std::vector<at::Tensor>> scoring_hidden(const Model& model, std::span<const ScoringTask> tasks,
    const YieldPoint& yield = {});
/// … of one.
Result<at::Tensor> scoring_hidden(const Model& model, const ScoringInput& input, const Rotation& rotation,
    const YieldPoint& yield = {}, const Attend& attend = {});

/// Negative log-likelihoods of the targets, nats, summed over each of `batch` equal blocks of length − 1 targets: row
/// n of a block predicts id n + 1. Projection and log-softmax (float32) run in chunks of tokens, so that the logits
/// never exist as a whole. head: the model's. Yields between chunks.
Result<std::vector<double>> target_losses(const Linear& head, const ScoringInput& input, const at::Tensor& hidden,
    const YieldPoint& yield = {});

/// The same of each target by itself: of ids first … first + count − 1 of one window, first ≥ 1.
Result<std::vector<double>> token_losses(const Model& model, const ScoringInput& input, const at::Tensor& hidden,
    std::int64_t window, std::int64_t first, std::int64_t count, const YieldPoint& yield = {});

/// The same of few targets, those at these places of input.ids (none the first of its window): their logits are float32
/// whatever the dtype, where rounding one to bfloat16 moves its loss by up to a 256th of it.
Result<std::vector<double>> exact_token_losses(const Model& model, const ScoringInput& input, const at::Tensor& hidden,
    std::span<const std::int64_t> places, const YieldPoint& yield = {});

} // namespace ropewalk::model
