// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/job_messages.h"
#include "views/document/document.h"

#include <map>

namespace ropewalk::views {
class SearchList;
}

namespace ropewalk::studio {

/// The searches that the project keeps, as the list above the fitness plot shows them, and what is written down of each.
class ProjectSearches : public QObject
{
    Q_OBJECT

public:
    ProjectSearches(views::Document& document, views::SearchList& list, QObject* parent);

    /// A search began with this journal.
    void begun(const protocol::SearchParams& params, const QString& journal);
    /// It ended, or was stopped: its lowest fitness, and its result where it has one.
    void ended(const QString& journal, std::optional<double> best, const std::optional<protocol::SearchResult>& result);
    /// null = the project has none with this journal.
    const project::SearchRecord* record(const QString& journal) const;
    QString last() const; ///< journal of the last one; empty = none

    const QString& shown() const { return m_shown; } ///< journal of the one looked at; empty = none of these
    /// otherwise: what is looked at where it is none of these.
    void setShown(const QString& journal, const QString& otherwise = {});
    const QString& running() const { return m_running; } ///< journal of the one that runs; empty = none
    void setRunning(const QString& journal);
    /// What its journal says of a search that the project has little of; nothing is written down.
    void learn(const QString& journal, const protocol::SearchParams& params, std::optional<double> best);
    void journalMoved(const QString& from, const QString& to);

Q_SIGNALS:
    void chosen(const QString& journal); ///< by the user, to be looked at
    void removed(const QString& journal); ///< from the project; the file stays

private:
    void refresh();
    void askRemoval(const QString& journal);
    /// With what was learnt of it.
    project::SearchRecord completed(const project::SearchRecord& search) const;
    QString text(const project::SearchRecord& search, std::size_t number) const;

    views::Document& m_document;
    views::SearchList& m_list;
    QString m_shown, m_running, m_otherwise;
    std::map<std::string, project::SearchRecord> m_learnt; ///< by journal
};

} // namespace ropewalk::studio
