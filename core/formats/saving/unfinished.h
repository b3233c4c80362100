// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace ropewalk::formats {

/// The name that a file or folder has until it is whole, ".NAME.NUMBER.saving" beside NAME. Its writer holds a lock
/// (flock) on it as long as it lives.
std::string unfinished_name(const std::filesystem::path& target);

/// Takes that lock on what was opened as path; false where another has it or path is something else by now.
bool claim_unfinished(int descriptor, const std::filesystem::path& path);

/// Removes what saves of target left beside it when their process was killed; those still at work are spared.
void sweep_unfinished(const std::filesystem::path& target);
/// The same of all targets in a folder: what has such a name, is the user's own and has no living writer.
void sweep_folder(const std::filesystem::path& folder);

} // namespace ropewalk::formats
