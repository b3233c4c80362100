// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QFileSystemWatcher>
#include <QLockFile>
#include <memory>

namespace ropewalk::studio {

/// Says to this user's other windows that this one has a file open. Only one window says so of a file; another that has
/// it open too takes its place once it is closed.
class OpenMark : public QObject
{
public:
    /// folder: of the marks, in the user's data.
    explicit OpenMark(QString folder, QObject* parent = nullptr);

    void set(const QString& path); ///< in place of the file before; empty = none
    /// Another window says so of this file.
    bool isElsewhere(const QString& path) const;
    /// Takes the place of a window that is gone. Follows by itself where one closes; one that crashed is noticed here.
    void takeOver();

private:
    std::unique_ptr<QLockFile> lockOf(const QString& path) const;

    QString m_folder;
    std::unique_ptr<QLockFile> m_lock; ///< null = no file
    QFileSystemWatcher m_others; ///< watches the folder while another window has the mark
};

} // namespace ropewalk::studio
