// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/project/project.h"

#include <QLockFile>
#include <QString>
#include <QThreadPool>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace ropewalk::studio {

/// What a window that did not end well left behind.
struct Recovered
{
    QString file; ///< the autosave
    QString origin; ///< the project file it belongs to; empty = never saved
    project::Project project;
};

/// Copies of a window's unsaved project in the user's data folder. A lock beside each tells whose window still lives.
/// Writing happens in a thread of its own.
class Autosave
{
public:
    /// failed is told why a copy could not be written, in the writer's thread.
    explicit Autosave(QString folder, std::function<void(const QString&)> failed = {});
    ~Autosave(); ///< removes the copy: the window ends well

    void keep(const project::Project& project, const QString& origin);
    void settle() { m_writer.waitForDone(); } ///< returns when every copy asked for is on the disk
    void discard(); ///< the project was saved

    /// Copies of windows that are gone, but those that say the same as the project's own file; they become this one's
    /// to adopt or to remove.
    std::vector<Recovered> takeOrphans();
    /// The copy becomes this window's own. It is not written anew, so that there is no moment without it.
    void adopt(const Recovered& recovered);
    static void remove(const Recovered& recovered);

private:
    QString m_folder;
    QString m_file;
    std::function<void(const QString&)> m_failed;
    std::unique_ptr<QLockFile> m_lock;
    std::map<QString, std::unique_ptr<QLockFile>> m_taken; ///< by copy
    QThreadPool m_writer; ///< one thread, so that copies follow each other
};

} // namespace ropewalk::studio
