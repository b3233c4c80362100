// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/session/evaluation/result_store.h"

#include "core/formats/factor_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace ropewalk::studio {

namespace {

constexpr qint64 kMostBytes = qint64(64) << 20; // of a file that is read
constexpr qsizetype kKeyInName = 24; // hexadecimal digits of the key
constexpr int kVersion = 1;

QString fileName(const QString& kind, const QString& key)
{
    return kind + QLatin1Char('-') + key.left(kKeyInName) + QStringLiteral(".json");
}

std::optional<nlohmann::json> contentOf(const QString& path, const QString& kind)
{
    QFile file(path);
    if (file.size() > kMostBytes || !file.open(QIODevice::ReadOnly))
        return std::nullopt;
    nlohmann::json content = nlohmann::json::parse(file.readAll().toStdString(), nullptr, false);
    const bool fine = content.is_object() && content.value("version", nlohmann::json()) == kVersion
        && content.value("kind", nlohmann::json()) == kind.toStdString() && content.contains("params")
        && content.contains("result");
    return fine ? std::optional(std::move(content)) : std::nullopt;
}

} // namespace

void ResultStore::setFolder(const QString& folder, bool keepOwn, bool loose)
{
    if (folder == m_folder)
        return;
    if (keepOwn && !m_own.isEmpty() && QDir().mkpath(folder))
        for (const QString& name : m_own)
            QFile::copy(m_folder + QLatin1Char('/') + name, folder + QLatin1Char('/') + name);
    m_folder = folder;
    if (!loose)
        return;
    const QFileInfoList files = QDir(folder).entryInfoList({QStringLiteral("*.json")}, QDir::Files, QDir::Time);
    for (int i = kMostLoose; i < files.size(); ++i)
        QFile::remove(files.at(i).absoluteFilePath());
}

void ResultStore::forget()
{
    m_own.clear();
}

Status ResultStore::write(const QString& kind, const QString& key, nlohmann::json content)
{
    if (m_folder.isEmpty())
        return {};
    if (!QDir().mkpath(m_folder))
        return failure(words("the folder of the results cannot be made"), m_folder.toStdString());
    content["version"] = kVersion;
    content["kind"] = kind.toStdString();
    content["key"] = key.toStdString();
    const QString name = fileName(kind, key);
    m_own.insert(name);
    return formats::save_atomically((m_folder + QLatin1Char('/') + name).toStdString(), content.dump(1, ' '));
}

std::optional<nlohmann::json> ResultStore::read(const QString& kind, const QString& key)
{
    if (m_folder.isEmpty())
        return std::nullopt;
    const QString name = fileName(kind, key);
    auto content = contentOf(m_folder + QLatin1Char('/') + name, kind);
    if (!content || content->value("key", nlohmann::json()) != key.toStdString())
        return std::nullopt;
    m_own.insert(name);
    return content;
}

QDateTime ResultStore::newestTime(const QString& kind) const
{
    if (m_folder.isEmpty())
        return {};
    const QFileInfoList files
        = QDir(m_folder).entryInfoList({kind + QStringLiteral("-*.json")}, QDir::Files, QDir::Time);
    return files.isEmpty() ? QDateTime() : files.front().lastModified();
}

std::optional<nlohmann::json> ResultStore::newest(const QString& kind) const
{
    if (m_folder.isEmpty())
        return std::nullopt;
    const QDir folder(m_folder);
    for (const QString& name : folder.entryList({kind + QStringLiteral("-*.json")}, QDir::Files, QDir::Time))
        if (auto content = contentOf(folder.filePath(name), kind))
            return content;
    return std::nullopt;
}

} // namespace ropewalk::studio
