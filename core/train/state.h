// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/train/trainer.h"

#include <ATen/core/Tensor.h>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace ropewalk::train {

/// What an interrupted run needs to go on: parameters and AdamW's running means, in the same order, float32.
struct State
{
    int step = 0; ///< steps done
    std::vector<std::pair<std::string, at::Tensor>> parameters;
    std::vector<at::Tensor> means, squares;
};

inline constexpr const char* state_file_name = "training-state.safetensors"; ///< in the run's folder

/// The state file of a folder. load_state leaves state alone where there is none and refuses one of other
/// settings; save_state replaces it atomically.
Status save_state(const std::filesystem::path& folder, const Settings& settings, const State& state);
Status load_state(const std::filesystem::path& folder, const Settings& settings, State& state);
Status remove_state(const std::filesystem::path& folder);

} // namespace ropewalk::train
