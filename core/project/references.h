// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/project/project.h"

namespace ropewalk::project {

/// The project as a file in folder (absolute) says it: journals and results that lie in the folder or below
/// it by relative paths, so that a folder that is moved stays whole. The model and the text are the engine's
/// machine's.
Project with_relative_references(Project project, const std::filesystem::path& folder);

/// The other way. What is not where an absolute path says is looked for under its name in the folder: a file
/// of an older format in a folder that was moved.
Project with_absolute_references(Project project, const std::filesystem::path& folder);

/// Journals and results that the project refers to and that are not there, as absolute paths.
std::vector<std::string> missing_references(const Project& project);

} // namespace ropewalk::project
