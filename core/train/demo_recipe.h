// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/tokenizer.h"
#include "core/train/trainer.h"

#include <filesystem>

namespace ropewalk::train {

/// The bundled model, from nothing: geometry, size, text, seed and schedule.
struct DemoRecipe
{
    formats::ModelConfig config; ///< Llama: 4 layers × 4 heads of 64, hidden 256, window 256, theta 10000, tied
    Settings settings;
};
DemoRecipe demo_recipe(std::int64_t vocabulary);

/// Weights drawn from a seed: matrices uniform within ±1/√in, embedding normal with deviation 0.02, norms one.
model::Weights initial_weights(const formats::ModelConfig& config, std::uint64_t seed);

/// Step k holds documents k·batch … k·batch + batch − 1 of the corpus, each BOS and `length` tokens of text.
Batches demo_batches(std::shared_ptr<const text::Tokenizer> tokenizer, const Settings& settings);

struct DemoOptions
{
    int steps = 0; ///< 0 = the recipe's
};

/// The files of folder that a new run would write over; none where it goes on with an interrupted one.
std::vector<std::filesystem::path> replaced_by_training(const std::filesystem::path& folder);

/// Makes the bundled model in folder: config.json, tokenizer.json, model.safetensors (bf16), recipe.json and
/// training.csv (step, loss in nats, gradient norm, seconds). An interrupted run started again goes on. Matrix products are
/// bfloat16's where the processor has arithmetic of it, else float32's; recipe.json says which.
Status train_demo(const std::filesystem::path& folder, const DemoOptions& options,
    const std::function<void(const StepReport&, int steps)>& report, const YieldPoint& yield = {});

} // namespace ropewalk::train
