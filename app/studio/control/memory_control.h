// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/session.h"

namespace ropewalk::views {
class SearchPanel;
}

namespace ropewalk::studio {

/// Asks the engine what a search at the present target would need of its memory, and tells the search panel.
class MemoryControl : public QObject
{
    Q_OBJECT

public:
    MemoryControl(views::Document& document, Session& session, views::SearchPanel& panel, QObject* parent);

private:
    void ask();

    views::Document& m_document;
    Session& m_session;
    views::SearchPanel& m_panel;
    Call m_call;
    std::pair<std::int64_t, int> m_asked; ///< target and windows
    quint64 m_epoch = 0; ///< of what was asked about
};

} // namespace ropewalk::studio
