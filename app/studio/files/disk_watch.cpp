// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/files/disk_watch.h"

#include "core/formats/saving/target.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>

namespace ropewalk::studio {

namespace {

constexpr int kSettleMs = 100;

QByteArray digest(const QByteArray& content)
{
    return QCryptographicHash::hash(content, QCryptographicHash::Sha256);
}

/// Empty where there is no such file.
QByteArray digestOf(const QString& path)
{
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    return file.open(QIODevice::ReadOnly) && hash.addData(&file) ? hash.result() : QByteArray();
}

} // namespace

DiskWatch::DiskWatch(QObject* parent)
    : QObject(parent)
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleMs);
    connect(&m_settle, &QTimer::timeout, this, &DiskWatch::look);
    const auto later = [this] {
        watchAgain();
        m_settle.start();
    };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, later);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, later);
}

void DiskWatch::follow(const QString& path, const QByteArray& content)
{
    if (const QStringList watched = m_watcher.files() + m_watcher.directories(); !watched.isEmpty())
        m_watcher.removePaths(watched);
    m_path = path;
    m_known = m_told = path.isEmpty() ? QByteArray() : digest(content);
    m_settle.stop();
    watchAgain();
}

void DiskWatch::watchAgain()
{
    // A file that another takes the place of is no longer watched; its folder is, for the case that it comes
    // back. Of a link also the folder of what it leads to.
    if (m_path.isEmpty())
        return;
    const auto reached = formats::reached(m_path.toStdString());
    const QString real = reached ? QString::fromStdString(reached->parent_path()) : QString();
    for (const QString& path : { m_path, QFileInfo(m_path).absolutePath(), real })
        if (!path.isEmpty() && QFileInfo::exists(path)
            && !(m_watcher.files() + m_watcher.directories()).contains(path))
            m_watcher.addPath(path);
}

bool DiskWatch::accept()
{
    m_known = m_told = digestOf(m_path);
    return !m_known.isEmpty();
}

DiskWatch::State DiskWatch::state() const
{
    const QByteArray now = m_path.isEmpty() ? m_known : digestOf(m_path);
    if (now == m_known)
        return State::Same;
    return now.isEmpty() ? State::Gone : State::Changed;
}

void DiskWatch::look()
{
    const QByteArray now = m_path.isEmpty() ? m_told : digestOf(m_path);
    if (now == m_told)
        return;
    m_told = now;
    Q_EMIT changed();
}

} // namespace ropewalk::studio
