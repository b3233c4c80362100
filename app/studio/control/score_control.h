// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/session.h"

namespace ropewalk::views {
class PerplexityPanel;
}

namespace ropewalk::studio {

struct Actions;

/// Shows in the perplexity panel what the scoring does, and takes its wishes back; files the score that a search ends with.
class ScoreControl : public QObject
{
    Q_OBJECT

public:
    ScoreControl(views::Document& document, Session& session, views::PerplexityPanel& panel, Actions& actions,
        QObject* parent);

private:
    void sayForeign(const views::ScoreEntry& inside);
    void refresh();
    void keepScore(const protocol::SearchResult& result); ///< a search's confirmation is the score of what it found

    views::Document& m_document;
    Session& m_session;
    views::PerplexityPanel& m_panel;
    Actions& m_actions;
    quint64 m_searched = 0; ///< epoch of model and text when the search was sent
    QString m_failure; ///< why the active set could not be scored; empty = it could, or was edited since
};

} // namespace ropewalk::studio
