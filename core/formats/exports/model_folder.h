// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::formats {

/// Makes target a copy of the model folder source with this config.json, of the files that the model is made of
/// (model_files.h) and no others: weights and files above 16 MiB are hard links to where their bytes are, symbolic ones
/// where the file system is another; smaller files are copied. The source is never written. target appears in one step;
/// it must not exist, or be an empty folder, and not lie in source. Returns the names of what was left out.
Result<std::vector<std::string>> write_model_folder(
    const std::filesystem::path& source, const std::filesystem::path& target, std::string_view config);

} // namespace ropewalk::formats
