// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/files/dropped.h"

#include <QDir>
#include <QFileInfo>

namespace ropewalk::studio {

PathKind kindOfPath(const QString& path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return PathKind::Unknown;
    if (info.isDir()) {
        const QDir folder(path);
        if (folder.exists(QStringLiteral("config.json")))
            return PathKind::Model;
        return folder.entryList({QStringLiteral("*.txt")}, QDir::Files).isEmpty() ? PathKind::Unknown : PathKind::Text;
    }
    const QString suffix = info.suffix().toLower();
    if (suffix == QLatin1String("ropewalk"))
        return PathKind::Project;
    if (info.fileName() == QLatin1String("config.json"))
        return PathKind::Model;
    if (suffix == QLatin1String("json") || suffix == QLatin1String("csv"))
        return PathKind::Factors;
    return suffix == QLatin1String("txt") || suffix == QLatin1String("md") ? PathKind::Text : PathKind::Unknown;
}

} // namespace ropewalk::studio
