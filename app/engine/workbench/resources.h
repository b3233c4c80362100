// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <filesystem>

namespace ropewalk::engine {

/// The folder of the bundled model: $ROPEWALK_RESOURCES/demo where that is set; else share/ropewalk/demo
/// beside the installed program's bin, or resources/demo of the tree it was built in, looked for upwards from
/// the program.
Result<std::filesystem::path> demo_folder();

/// "demo" is the bundled model; anything else is a folder.
Result<std::filesystem::path> model_folder(const std::string& path);

} // namespace ropewalk::engine
