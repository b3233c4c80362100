// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/files/journal_copies.h"

#include "core/formats/factor_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace ropewalk::studio {

namespace {

bool isBelow(const QString& path, const QString& folder)
{
    return QDir::cleanPath(path).startsWith(QDir::cleanPath(folder) + QLatin1Char('/'));
}

Status copy(const QString& from, const QString& to)
{
    QFile file(from);
    if (!file.open(QIODevice::ReadOnly))
        return failure(as_is(file.errorString().toStdString()), from.toStdString());
    const QByteArray content = file.readAll();
    if (file.error() != QFile::NoError)
        return failure(as_is(file.errorString().toStdString()), from.toStdString());
    if (!QDir().mkpath(QFileInfo(to).absolutePath()))
        return failure(words("its folder cannot be made"), to.toStdString());
    return formats::save_atomically(
        to.toStdString(), std::string_view(content.constData(), std::size_t(content.size())));
}

} // namespace

QString searchesFolder(const QString& projectFile)
{
    const QFileInfo file(projectFile);
    return file.absolutePath() + QLatin1Char('/') + file.completeBaseName() + QStringLiteral(".searches");
}

QString nextJournalIn(const QString& folder)
{
    for (int number = 1;; ++number) {
        const QString path = QStringLiteral("%1/search-%2.jsonl").arg(folder).arg(number);
        if (!QFileInfo::exists(path))
            return path;
    }
}

Result<JournalCopies> JournalCopies::make(
    std::vector<project::SearchRecord> searches, const QString& file, const QString& former, const QString& kept)
{
    const QString folder = searchesFolder(file);
    const QString stays = file == former ? QFileInfo(file).absolutePath() : folder;
    JournalCopies copies;
    copies.m_searches = std::move(searches);
    for (project::SearchRecord& search : copies.m_searches) {
        const QString from = QString::fromStdString(search.journal);
        if ((isBelow(from, stays) && !isBelow(from, kept)) || !QFileInfo::exists(from))
            continue;
        // Its own name where that is free; what was kept without a project has the time in its name.
        const QString named = folder + QLatin1Char('/') + QFileInfo(from).fileName();
        const bool ours = QFileInfo(from).fileName().startsWith(QLatin1String("search-"));
        const QString to = ours && !QFileInfo::exists(named) ? named : nextJournalIn(folder);
        if (const Status copied = copy(from, to); !copied) {
            copies.takeBack();
            return tl::unexpected(copied.error());
        }
        copies.m_moved.insert(from, to);
        search.journal = to.toStdString();
    }
    return copies;
}

void JournalCopies::takeBack()
{
    for (const QString& copied : std::as_const(m_moved))
        QFile::remove(copied);
    if (!m_moved.isEmpty())
        QDir().rmdir(QFileInfo(m_moved.first()).absolutePath()); // where nothing else is in it
    m_moved.clear();
}

} // namespace ropewalk::studio
