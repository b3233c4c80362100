// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/formats/exports/exports.h"
#include "core/project/project.h"

#include <QString>

namespace ropewalk::studio {

using formats::ExportFormat;

/// What is exported: a set of a project, alone or with another for short prompts, and the model it is for.
struct ExportJob
{
    ExportFormat format = ExportFormat::ropewalk;
    project::Project project;
    std::string set; ///< id
    QString modelFolder; ///< empty = not known here
    std::string shortSet = {}; ///< id; empty = the same set for every length
    QString gguf = {}; ///< the GGUF model to copy
    QString projectFile = {}; ///< of the window; empty = never saved
};

/// The sets as core takes them, or why there are none.
Result<formats::ExportJob> coreJob(const ExportJob& job);

/// The whole text of the file (of a folder its config.json, of GGUF what changes, in words), or why this format cannot say it.
Result<QString> exportText(const ExportJob& job);

/// The runtimes' part: the same numbers as a runtime is given them.
formats::Deployment deployment(const ExportJob& job, const std::string& modelType);

/// A set of the project that serves up to L while the one to export begins there; empty without one.
std::string shortSetFor(const project::Project& project, const std::string& set);

QString exportTitle(ExportFormat format); ///< in the list of formats
QString exportFileName(const ExportJob& job); ///< proposed
QString exportPurpose(ExportFormat format); ///< who reads it, in a sentence

} // namespace ropewalk::studio
