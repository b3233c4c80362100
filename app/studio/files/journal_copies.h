// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/project/search_record.h"
#include "core/result.h"

#include <QMap>
#include <QString>

namespace ropewalk::studio {

/// The folder of a project's journals: "a.searches" beside "a.ropewalk".
QString searchesFolder(const QString& projectFile);

/// A file in the folder that does not exist yet: search-1.jsonl, search-2.jsonl …
QString nextJournalIn(const QString& folder);

/// The journals of a project that is being saved, brought beside its file. They are copied first and the project is
/// saved with their new paths, so that a save that fails has lost nothing.
class JournalCopies
{
public:
    /// Copies each journal that is there into the file's folder of searches; no file that exists is written over. Those
    /// in that folder stay, and where the project is saved again to its own file, all that lie beside it, but for those
    /// in the folder of projects without a file (kept). former: the project's file before, empty = none. An error has
    /// left nothing behind.
    static Result<JournalCopies> make(std::vector<project::SearchRecord> searches, const QString& file,
        const QString& former, const QString& kept);

    const std::vector<project::SearchRecord>& searches() const { return m_searches; } ///< with their new paths
    const QMap<QString, QString>& moved() const { return m_moved; } ///< former path → new one
    void takeBack(); ///< removes what was copied

private:
    std::vector<project::SearchRecord> m_searches;
    QMap<QString, QString> m_moved;
};

} // namespace ropewalk::studio
