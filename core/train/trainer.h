// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/decoder.h"
#include "core/yield.h"

#include <filesystem>
#include <functional>
#include <vector>

namespace ropewalk::train {

/// AdamW with a cosine schedule after a linear warm-up, gradients clipped by their global norm, bfloat16 autocast.
struct Settings
{
    int steps = 0;
    int batch = 32; ///< sequences a step
    std::int64_t length = 256; ///< tokens a sequence
    double learning_rate = 1.5e-3;
    double final_share = 0.05; ///< of the learning rate, at the last step
    int warmup = 100; ///< steps
    double beta1 = 0.9, beta2 = 0.95, weight_decay = 0.05;
    double clip = 1.0;
    std::uint64_t seed = 1;
    bool bfloat16 = true;
    int checkpoint_every = 200; ///< steps
    bool operator==(const Settings&) const = default;
};

/// Sequences of a step: batch × (length + 1) token ids, row-major. A function of the step alone.
using Batches = std::function<std::vector<std::int64_t>(int step)>;

struct StepReport
{
    int step = 0; ///< 1 … steps
    double loss = 0; ///< nats a token
    double gradient_norm = 0;
    double seconds = 0; ///< since the trainer started
};

/// Trains weights in place (float32 master weights) under a fixed factor set. Writes DIR/checkpoint.pt-like state every
/// checkpoint_every steps and takes up from it, so that an interrupted run ends with the same weights up to float
/// noise. The state file is replaced atomically.
Status train(const formats::ModelConfig& config, model::Weights& weights, const rope::FactorSet& set,
    const Settings& settings, const Batches& batches, const std::filesystem::path& state_folder,
    const std::function<void(const StepReport&)>& report, const YieldPoint& yield = {});

} // namespace ropewalk::train
