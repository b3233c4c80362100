// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/files/dropped.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <algorithm>

namespace ropewalk::studio {

namespace {

/// A GGUF model, or nothing but numbers in what is looked at.
bool holdsFactors(const QString& path)
{
    constexpr qint64 looked = 4096;
    constexpr QByteArrayView numeric(" \t\r\n,;+-.eE0123456789");
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray beginning = file.read(looked);
    if (beginning.startsWith("GGUF"))
        return true;
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    return std::any_of(beginning.begin(), beginning.end(), isDigit)
        && std::all_of(beginning.begin(), beginning.end(), [&](char c) { return numeric.contains(c); });
}

/// Weights lie beside the config, as in a model's folder.
bool besideWeights(const QFileInfo& config)
{
    return !config.dir().entryList({QStringLiteral("*.safetensors")}, QDir::Files).isEmpty();
}

} // namespace

PathKind kindOfPath(const QString& path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return PathKind::Unknown;
    if (info.isDir()) {
        const QDir folder(path);
        if (folder.exists(QStringLiteral("config.json")))
            return PathKind::Model;
        return folder.entryList({QStringLiteral("*.txt"), QStringLiteral("*.jsonl"), QStringLiteral("*.ndjson")}, QDir::Files).isEmpty() ? PathKind::Unknown : PathKind::Text;
    }
    const QString suffix = info.suffix().toLower();
    if (suffix == QLatin1String("ropewalk"))
        return PathKind::Project;
    if (info.fileName() == QLatin1String("config.json"))
        return besideWeights(info) ? PathKind::Model : PathKind::Factors;
    if (suffix == QLatin1String("jsonl") || suffix == QLatin1String("ndjson"))
        return PathKind::Text;
    if (suffix == QLatin1String("json") || suffix == QLatin1String("csv"))
        return PathKind::Factors;
    if (holdsFactors(path))
        return PathKind::Factors;
    return suffix == QLatin1String("txt") || suffix == QLatin1String("md") ? PathKind::Text : PathKind::Unknown;
}

} // namespace ropewalk::studio
