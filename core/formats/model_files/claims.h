// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <filesystem>
#include <string_view>

namespace ropewalk::formats {

/// Whether a file of a model folder is what it is called, read as far as it takes to know: a .json holds one JSON
/// object, a .safetensors a header whose tensors lie in the file, a .model the pieces of a sentencepiece vocabulary,
/// merges.txt two parts a line, a .jinja a template. Anything but a regular file is refused. path: where it is opened;
/// name: what it is called in the folder.
Status check_claim(const std::filesystem::path& path, std::string_view name);

} // namespace ropewalk::formats
