// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/files/leftovers.h"

#include "core/formats/saving/unfinished.h"

#include <QFileInfo>
#include <QSettings>
#include <QThreadPool>

namespace ropewalk::studio {

namespace {

constexpr QLatin1String kWritten("written"); // folders
constexpr int kMostFolders = 10;

} // namespace

void noteWriting(const QString& path)
{
    QStringList folders = QSettings().value(kWritten).toStringList();
    const QString folder = QFileInfo(path).absolutePath();
    folders.removeAll(folder);
    folders.prepend(folder);
    QSettings().setValue(kWritten, QStringList(folders.mid(0, kMostFolders)));
}

void sweepLeftovers(const QString& dataFolder)
{
    QStringList folders = QSettings().value(kWritten).toStringList();
    for (const char* part : {"/autosave", "/journals", "/results"})
        folders << dataFolder + QLatin1String(part);
    QThreadPool::globalInstance()->start([folders] {
        for (const QString& folder : folders)
            formats::sweep_folder(folder.toStdString());
    });
}

} // namespace ropewalk::studio
