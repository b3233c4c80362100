// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/result.h"

#include <QFile>
#include <QString>
#include <memory>
#include <string>
#include <vector>

namespace ropewalk::studio {

/// A search's journal as the window keeps it: the lines that the engine sent, in a file beside the project, so that a
/// search can go on after the engine or the window died.
class JournalStore
{
public:
    /// Starts a file that must not exist yet; its folder is made.
    static Result<JournalStore> create(const QString& path);
    /// Goes on with a file: its whole lines are read, a half last line is cut off.
    static Result<JournalStore> open(const QString& path);

    const QString& path() const { return m_path; }
    const std::vector<std::string>& lines() const { return m_lines; }
    /// Goes on in a copy of the file, which holds what this one does.
    Status moveTo(const QString& copy);
    Status append(const QString& line); ///< written through to the system before it returns

private:
    QString m_path;
    std::unique_ptr<QFile> m_file;
    std::vector<std::string> m_lines;
};

} // namespace ropewalk::studio
