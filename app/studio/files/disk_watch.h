// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace ropewalk::studio {

/// Notices when somebody else changes a file, takes it away or brings it back. Told by the system, not by
/// looking again and again; what counts is what the file holds, not when it was written.
class DiskWatch : public QObject
{
    Q_OBJECT

public:
    enum class State
    {
        Same,
        Changed,
        Gone
    };

    explicit DiskWatch(QObject* parent = nullptr);

    /// path is followed from now on; content is what it holds as far as this program knows. Empty path =
    /// nothing is.
    void follow(const QString& path, const QByteArray& content);
    /// What is there now is known; true when there is something.
    bool accept();
    State state() const; ///< looks at the file

Q_SIGNALS:
    void changed(); ///< the state, or the content of a changed file

private:
    void look();
    void watchAgain();

    QFileSystemWatcher m_watcher;
    QTimer m_settle; ///< a file that is being written is looked at when its writer pauses
    QString m_path;
    QByteArray m_known; ///< digest of what it should hold
    QByteArray m_told; ///< digest of what it held when that was told; empty = gone
};

} // namespace ropewalk::studio
