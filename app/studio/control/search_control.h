// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/files/project_files.h"
#include "app/studio/session/session.h"
#include "app/studio/window/message_bar.h"
#include "core/formats/sources/search_log.h"
#include "views/search/fitness_plot.h"

namespace ropewalk::views {
class SearchPanel;
}

namespace ropewalk::studio {

/// Takes the search panel's wishes to the search, tells the panel what becomes of it, and keeps what it found.
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
    void adopted(); ///< the best is a set of the project now, and the active one
    void cleared(); ///< another project, or a search that begins anew

private:
    void begin(protocol::SearchParams params);
    void adopt(const rope::FactorSet& best);
    void follow(SearchRun::State state);
    void note(const protocol::EvaluationReport& report);
    /// What the project's last journal says, shown like a search that was interrupted; one that is finished, too, has
    /// its best to adopt.
    void showLastSearch();
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
    QString m_failure; ///< of the search that runs; empty = none
};

} // namespace ropewalk::studio
