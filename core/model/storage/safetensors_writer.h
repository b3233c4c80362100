// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <ATen/core/Tensor.h>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace ropewalk::model {

/// Writes tensors (CPU, f32, f16, bf16 or int64) as one safetensors file in the order given, atomically.
Status write_safetensors(const std::filesystem::path& path,
    const std::vector<std::pair<std::string, at::Tensor>>& tensors,
    const std::vector<std::pair<std::string, std::string>>& metadata = {});

} // namespace ropewalk::model
