// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/decoder.h"
#include "core/text/tokenizer.h"
#include "core/yield.h"

#include <ATen/core/Tensor.h>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace ropewalk::model {

struct ScoringWeights;
class LayerSource;

/// A model opened for scoring: weights for one device in one dtype, and its tokenizer. Immutable once opened. Streamed
/// weights stay in their file: weights holds none of them then, and scoring is null.
struct Model
{
    std::string name; ///< the folder's name
    std::filesystem::path path;
    std::string fingerprint; ///< hash of config, changes to it and of the tensors' names, shapes and bytes sampled from each
    formats::ModelConfig config;
    Weights weights;
    std::shared_ptr<const text::Tokenizer> tokenizer; ///< null when the folder has none that can be read
    Words tokenizer_error; ///< why it is null
    at::Device device = at::kCPU;
    at::ScalarType dtype = at::kFloat;
    std::int64_t parameters = 0;
    std::int64_t stored_bytes = 0; ///< of the tensors in the folder's files
    std::shared_ptr<const ScoringWeights> scoring; ///< the same weights as the fast forward pass wants them
    std::shared_ptr<const LayerSource> layers; ///< what scoring and generation walk through, resident or streamed
    bool streamed = false;

    std::optional<text::Token> bos() const; ///< what the tokenizer puts first; the config's without one
};

struct OpenOptions
{
    at::Device device = at::kCPU;
    at::ScalarType dtype = at::kFloat; ///< kFloat or kBFloat16
    formats::ConfigChanges changes = {};
    bool allow_not_finite = false; ///< NaN and infinity in the weights become a warning
    bool stream_weights = false; ///< read each layer from the file when it is needed, instead of loading all
};

/// Opens a Hugging Face folder of a known architecture: config.json, model.safetensors or shards by index, tokenizer.json.
/// Everything is validated before use; an error names file and tensor or key.
Result<std::shared_ptr<const Model>> open_model(const std::filesystem::path& folder, const OpenOptions& options,
    const Progress& progress = {}, const YieldPoint& yield = {});

} // namespace ropewalk::model
