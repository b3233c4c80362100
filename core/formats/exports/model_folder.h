// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <filesystem>
#include <string_view>

namespace ropewalk::formats {

/// Makes target a copy of the model folder source with this config.json: weights and files above 16 MiB are hard links,
/// symbolic ones where the file system is another; small files are copied, hidden ones and config.json left out. The
/// source is never written. target appears in one step; it must not exist, or be an empty folder, and not lie in source.
Status write_model_folder(
    const std::filesystem::path& source, const std::filesystem::path& target, std::string_view config);

} // namespace ropewalk::formats
