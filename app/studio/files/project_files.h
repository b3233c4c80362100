// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/files/autosave.h"
#include "app/studio/files/disk_watch.h"
#include "app/studio/files/open_mark.h"
#include "views/document/document.h"

#include <QStringList>
#include <QTimer>

namespace ropewalk::studio {

class JournalCopies;

/// Where the document is kept: its file, whether it differs from it, the copy against a crash, what was open lately.
class ProjectFiles : public QObject
{
    Q_OBJECT

public:
    ProjectFiles(views::Document& document, const QString& dataFolder, QObject* parent = nullptr);

    const QString& path() const { return m_path; } ///< empty = never saved
    QString name() const; ///< of the file, or "untitled"
    /// True when the project is not what its file says; undoing back to it makes it false again.
    bool isModified() const;

    Status open(const QString& path);
    Status saveAs(const QString& path); ///< its journals come along, see JournalCopies
    Status save() { return saveAs(m_path); } ///< over whatever is there: ask disk() before
    DiskWatch& disk() { return m_disk; } ///< the project's file
    void disown(); ///< the file does not say what the project is: it counts as modified until it is saved
    /// Another window of this user has it open.
    bool isOpenElsewhere(const QString& path) const { return m_open.isElsewhere(path); }
    QStringList missing() const; ///< journals and results that the file refers to and that are not there
    /// A project that comes from nowhere: a new one, another model.
    void begin(project::Project project);
    /// The document was given another project by someone else.
    void began();
    void recover(const Recovered& recovered);
    std::vector<Recovered> takeOrphans() { return m_autosave.takeOrphans(); }

    /// The file of the project that a window took up last, by opening or by saving it; empty = one without a file.
    QString last() const;
    QStringList recent() const; ///< projects and model folders, newest first
    void remember(const QString& path);
    void clearRecent();

    /// A file for the next search's journal: in the project's folder of searches, or in the user's data before it has a file.
    QString nextJournal() const;
    /// Where results are kept: beside the project, or in the user's data before it has a file.
    QString resultsFolder() const;

Q_SIGNALS:
    void changed(); ///< path or modified
    void fileTaken(); ///< the project and its file are the same: opened, saved, or another without a file
    /// Another file is this journal from now on: it was copied beside the project that was saved.
    void journalMoved(const QString& from, const QString& to);
    void recentChanged();
    void autosaveFailed(const QString& why); ///< the first time for a project

private:
    void check();
    void take(const QString& path, const QByteArray& content);
    void follow(const JournalCopies& journals);
    project::Project comparable() const;

    views::Document& m_document;
    QString m_dataFolder;
    QString m_path;
    project::Project m_saved; ///< what the file says
    bool m_modified = false;
    QString m_results; ///< where the file says that they are; empty = where they usually are
    bool m_autosaveToldFailed = false;
    Autosave m_autosave;
    DiskWatch m_disk;
    OpenMark m_open; ///< of the project's file
    QTimer m_autosaveTimer;
};

} // namespace ropewalk::studio
