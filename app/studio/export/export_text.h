// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/project/project.h"
#include "core/result.h"

#include <QString>

namespace ropewalk::studio {

enum class ExportFormat { Ropewalk, HuggingFace };

/// What is exported: one set of a project, and the folder of the model it is for (empty = not known here).
struct ExportJob
{
    ExportFormat format = ExportFormat::Ropewalk;
    project::Project project;
    std::string set; ///< id
    QString modelFolder;
};

/// The whole text of the file, or why this set cannot be said in this format.
Result<std::string> exportText(const ExportJob& job);

QString exportFileName(const ExportJob& job); ///< proposed
QString exportPurpose(ExportFormat format); ///< who reads it, in a sentence

} // namespace ropewalk::studio
