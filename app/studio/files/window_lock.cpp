// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/files/window_lock.h"

#include <QDateTime>
#include <QFileInfo>

namespace ropewalk::studio {

namespace {

constexpr qint64 kUnnamedMs = 1000; // far more than a lock is without its maker's name

bool isUnnamed(const QFileInfo& file)
{
    return file.exists() && file.size() == 0
        && file.lastModified().msecsTo(QDateTime::currentDateTime()) > kUnnamedMs;
}

} // namespace

std::unique_ptr<QLockFile> windowLock(const QString& path)
{
    auto lock = std::make_unique<QLockFile>(path);
    lock->setStaleLockTime(0);
    return lock;
}

bool take(QLockFile& lock)
{
    if (lock.tryLock(0))
        return true;
    return isUnnamed(QFileInfo(lock.fileName())) && QFile::remove(lock.fileName()) && lock.tryLock(0);
}

} // namespace ropewalk::studio
