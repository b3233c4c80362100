// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/formats/saving/target.h"
#include "core/project/project.h"

#include <QString>

class QWidget;

namespace ropewalk::studio {

/// What a window has open: its model, text and journals, and its project's own file where that is named.
formats::OpenFiles openFiles(
    const project::Project& project, const QString& modelFolder, const QString& projectFile = {});

/// Whether a file may be written: one that is open is refused in words, one that is there is named and asked about.
bool maySave(QWidget* parent, const QString& path, const formats::OpenFiles& open);

struct SaveQuestion
{
    QString title;
    QString proposed; ///< name or path
    QString filter = {};
    QString suffix = {}; ///< put behind a name without it
    QString own = {}; ///< a file that is replaced without a question: what is saved came from it
};
/// Lets the user name a file until it may be written; empty when that is given up.
QString chooseSaveTarget(QWidget* parent, const SaveQuestion& question, const formats::OpenFiles& open);

} // namespace ropewalk::studio
