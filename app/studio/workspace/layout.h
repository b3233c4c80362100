// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/session.h"
#include "app/studio/workspace/arrangements.h"

#include <QMap>
#include <QWidget>

namespace ropewalk::views {
class FactorPanel;
class FrequencyPanel;
class LambdaEditor;
class PerplexityPanel;
class SearchPanel;
class SetList;
}

namespace ropewalk::studio {

class EvaluatePage;
class LearnPage;
class MessageBar;
class ModelCard;
class PanelArea;

/// The window's parts, and where they stand in each workspace: messages above, the panels below. A widget of its own,
/// to be the window's centre.
class Layout : public QWidget
{
    Q_OBJECT

public:
    Layout(views::Document& document, Session& session, QWidget* parent = nullptr);

    MessageBar* messages;
    views::SetList* sets;
    ModelCard* model;
    views::LambdaEditor* editor;
    views::FrequencyPanel* frequency;
    views::PerplexityPanel* perplexity;
    views::FactorPanel* factors;
    views::SearchPanel* search;
    EvaluatePage* evaluate;
    LearnPage* learn;
    PanelArea* panels; ///< which hold them

    Workspace workspace() const { return m_workspace; }
    void setWorkspace(Workspace workspace); ///< as the user left it, or as it begins
    void resetWorkspace(); ///< the present one as it begins

    /// The present workspace and every arrangement that differs from its beginning.
    void save() const;
    void restore(); ///< ignores what it cannot read

Q_SIGNALS:
    void workspaceChanged(ropewalk::studio::Workspace workspace);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void place();

    Workspace m_workspace = Workspace::Edit;
    QMap<Workspace, QByteArray> m_states; ///< of the workspaces that were left
    bool m_shown = false; ///< sizes count from then on
};

} // namespace ropewalk::studio
