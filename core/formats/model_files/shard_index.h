// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace ropewalk::formats {

/// The names that a checkpoint's weights have in its folder: one file, or an index with shards beside it.
inline constexpr const char* single_checkpoint = "model.safetensors";
inline constexpr const char* checkpoint_index = "model.safetensors.index.json";

/// The tensors of each shard as the "weight_map" of an index has them. A shard is a file of the same folder by its
/// name; anything else is an error, as is an index above 100 MB.
Result<std::map<std::string, std::vector<std::string>>> read_shard_index(const std::filesystem::path& index);

} // namespace ropewalk::formats
