// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/control/search/project_searches.h"
#include "app/studio/files/project_files.h"
#include "app/studio/session/session.h"
#include "app/studio/window/message_bar.h"
#include "core/formats/sources/search_log.h"
#include "views/search/fitness_plot.h"

namespace ropewalk::views {
class SearchPanel;
}

namespace ropewalk::studio {

struct JournalReplay;

/// Takes the search panel's wishes to the search, tells the panel what becomes of it, and keeps what it found. The panel
/// shows one of the project's searches; while one runs another may be looked at, out of its journal.
class SearchControl : public QObject
{
    Q_OBJECT

public:
    SearchControl(views::Document& document, Session& session, ProjectFiles& files, views::SearchPanel& panel,
        MessageBar& messages, QObject* parent);

    /// Shows another program's search in place of ours; refuses while one runs. path: its log.
    void showLog(const formats::SearchLog& log, const QString& path);

Q_SIGNALS:
    void logShown(); ///< it stands in the panel
    void adopted(); ///< what was shown is a set of the project now, and the active one
    void cleared(); ///< another search is shown, or none

private:
    void connectPanel();
    void connectSearch();
    void begin(protocol::SearchParams params);
    void begun(bool anew);
    void adopt(const rope::FactorSet& set, const QString& what);
    void follow(SearchRun::State state);
    void runOver(SearchRun::State state);
    void finish(const protocol::SearchResult& result);
    void note(const protocol::EvaluationReport& report);
    bool showsRun() const; ///< the search that runs, or ran last, is the one looked at
    /// One of the project's searches as its journal tells it; empty = none.
    void show(const QString& journal);
    void showReplay(const JournalReplay& replay, const QString& journal);
    void showWithoutJournal(const QString& journal, const QString& why);
    void forgetRemoved(const QString& journal);
    void refreshAvailable();
    void refreshTask();
    void addReference(const QString& label, double perplexity, const QString& colourKey);
    void scoreInside();
    void clearPlot();

    views::Document& m_document;
    Session& m_session;
    ProjectFiles& m_files;
    views::SearchPanel& m_panel;
    MessageBar& m_messages;
    std::vector<views::FitnessPlot::Reference> m_references; ///< all measured on the search's own text
    ProjectSearches m_searches;
    std::optional<double> m_runBest; ///< lowest fitness of the search that runs
    QString m_failure; ///< of the search that runs; empty = none
};

} // namespace ropewalk::studio
