// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::formats {

/// One file that a model is made of.
struct ModelFile
{
    std::string name; ///< in the model's folder
    std::filesystem::path real; ///< where its bytes are, behind all links (as in a download cache)
    bool weights = false;
};

struct ModelFiles
{
    std::vector<ModelFile> files;
    std::vector<std::string> left_out; ///< names of what else lies in the folder, hidden ones not among them
};

/// The files that the model in a folder is made of: config.json, generation_config.json, model.safetensors or the
/// shards of its index, and the tokenizer's. Each is followed through its links and is what it is called (claims.h);
/// one that is not, that the index names in vain or whose links go round in a circle is an error.
Result<ModelFiles> read_model_files(const std::filesystem::path& folder);

/// Whether programs that open a model folder take a file of this name for a part of the model: what no export ever
/// writes into the folder of the model that is open.
bool is_model_file_name(std::string_view name);

} // namespace ropewalk::formats
