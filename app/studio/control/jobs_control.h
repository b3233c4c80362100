// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/session.h"

#include <QTimer>

namespace ropewalk::views {
class JobsView;
}

namespace ropewalk::studio {

/// Lists what the engine works on. What is over at once is not worth a line.
class JobsControl : public QObject
{
    Q_OBJECT

public:
    JobsControl(Session& session, views::JobsView& view, QObject* parent);

private:
    void look();
    void list(const QString& id, const QString& name, bool runs, bool cancellable);
    void cancel(const QString& id);

    Session& m_session;
    views::JobsView& m_view;
    QTimer m_patience; ///< after a change, until short work is over
    qint64 m_seenScore = 0, m_seenBaseline = 0; ///< calls that ran at the last look
};

} // namespace ropewalk::studio
