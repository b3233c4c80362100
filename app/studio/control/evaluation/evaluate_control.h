// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/files/project_files.h"
#include "app/studio/session/session.h"

namespace ropewalk::views {
class EvaluationPanel;
}

namespace ropewalk::studio {

class EvaluatePage;

/// Takes the wishes of the evaluation views to the session, and shows each view what is known of the chosen sets at its
/// settings, while it is measured and afterwards.
class EvaluateControl : public QObject
{
    Q_OBJECT

public:
    EvaluateControl(views::Document& document, Session& session, ProjectFiles& files, EvaluatePage& page,
        QObject* parent);

private:
    void connectPanel(views::EvaluationPanel& panel, EvaluationRun& run);
    void run(views::EvaluationPanel& panel);
    void stop(views::EvaluationPanel& panel);
    void showResults(); ///< in every view
    void showState(views::EvaluationPanel& panel, EvaluationRun& run);
    void showPrice(views::EvaluationPanel& panel);
    void offerSets(); ///< as short lists
    void refreshTask();
    void refreshAvailable();
    void changeFolder();
    void restoreSettings(); ///< of the newest results in the folder
    void askForRows(const protocol::RowRequest& row);
    void save(views::EvaluationPanel& panel, const QString& suffix);
    nlohmann::json written(views::EvaluationPanel& panel);
    EvaluationRun& runOf(views::EvaluationPanel& panel);

    views::Document& m_document;
    Session& m_session;
    ProjectFiles& m_files;
    EvaluatePage& m_page;
    std::vector<Call> m_rowCalls;
    quint64 m_rowsAsked = 0; ///< counts clicks, so that an older answer is known
};

} // namespace ropewalk::studio
