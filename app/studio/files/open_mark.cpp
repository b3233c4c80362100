// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/files/open_mark.h"

#include "app/studio/files/window_lock.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace ropewalk::studio {

OpenMark::OpenMark(QString folder, QObject* parent)
    : QObject(parent)
    , m_folder(std::move(folder))
{
    connect(&m_others, &QFileSystemWatcher::directoryChanged, this, &OpenMark::takeOver);
}

void OpenMark::set(const QString& path)
{
    m_lock.reset();
    if (!path.isEmpty()) {
        m_lock = lockOf(path);
        m_others.addPath(m_folder);
    }
    takeOver();
}

void OpenMark::takeOver()
{
    const bool waits = m_lock && !m_lock->isLocked() && !take(*m_lock);
    if (!waits && !m_others.directories().isEmpty())
        m_others.removePath(m_folder);
}

std::unique_ptr<QLockFile> OpenMark::lockOf(const QString& path) const
{
    QDir().mkpath(m_folder);
    const QFileInfo file(path);
    const QString known = file.exists() ? file.canonicalFilePath() : file.absoluteFilePath();
    const QByteArray name = QCryptographicHash::hash(known.toUtf8(), QCryptographicHash::Sha256).toHex().left(24);
    return windowLock(m_folder + QLatin1Char('/') + QString::fromLatin1(name) + QStringLiteral(".lock"));
}

bool OpenMark::isElsewhere(const QString& path) const
{
    const auto lock = lockOf(path);
    // Where there is no mark none is made to ask: for that moment this window would be the one that has the file.
    if (!QFile::exists(lock->fileName()))
        return false;
    const bool own = m_lock && m_lock->isLocked() && m_lock->fileName() == lock->fileName();
    return !own && !take(*lock) && lock->error() == QLockFile::LockFailedError;
}

} // namespace ropewalk::studio
