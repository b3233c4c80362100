// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/session.h"

#include <QTimer>

namespace ropewalk::views {
class JobsView;
}

namespace ropewalk::studio {

/// Lists what the engine works on, in plain words: "Search 8× · generation 12 of 40", "Score mine at 2048". What is over
/// at once is not worth a line.
class JobsControl : public QObject
{
    Q_OBJECT

public:
    JobsControl(views::Document& document, Session& session, views::JobsView& view, QObject* parent);

private:
    void look();
    void list(const QString& id, const QString& name, bool runs, bool cancellable);
    void cancel(const QString& id);
    QString scoreName() const;
    QString searchName() const;

    views::Document& m_document;
    Session& m_session;
    views::JobsView& m_view;
    QTimer m_patience; ///< after a change, until short work is over
    int m_generation = -1; ///< of the search that runs; −1 = not begun
    qint64 m_seenScore = 0, m_seenBaseline = 0; ///< calls that ran at the last look
};

} // namespace ropewalk::studio
