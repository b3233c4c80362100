// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <filesystem>
#include <vector>

namespace ropewalk::formats {

/// The file that writing to path reaches: its folder's real path, and behind links what they point at, be it there or
/// not, so that a link stays one. Links that go round in a circle and a folder that is not there are errors.
Result<std::filesystem::path> reached(const std::filesystem::path& path);

/// What a program has open while it writes: none of it may be lost by a slip. Paths may be empty or name nothing that
/// is there.
struct OpenFiles
{
    std::vector<std::filesystem::path> models; ///< folders, a config.json that stands for its folder, GGUF models
    std::vector<std::filesystem::path> inputs; ///< texts, questions, journals, projects; or folders of them
    std::vector<std::filesystem::path> factors; ///< factor files; one that is a model's own belongs to the model
};

/// What stands in the way of a file to be written.
enum class Standing {
    free, ///< nothing; or a folder, device or pipe, which whoever writes takes or refuses
    taken, ///< a file that is lost by writing: to be asked about
    factors, ///< a factor file that is open: only where the user insists
};

/// Decides for both programs where they may write. A file of an open model or an input is an error in words, whatever
/// name it goes by (links of both kinds are seen through), and so is a name in the model's folder that would become a
/// part of it.
Result<Standing> standing_of(const std::filesystem::path& target, const OpenFiles& open);

} // namespace ropewalk::formats
