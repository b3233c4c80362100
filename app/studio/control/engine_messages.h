// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/session.h"
#include "app/studio/window/message_bar.h"

namespace ropewalk::studio {

/// Says in the window what becomes of the engine, and offers what can be done about it.
class EngineMessages : public QObject
{
    Q_OBJECT

public:
    EngineMessages(Session& session, MessageBar& messages, QObject* parent);

    static QString key() { return QStringLiteral("engine"); } ///< of its message

private:
    void died(const QString& reason, bool restarts);
    void recovered();

    Session& m_session;
    MessageBar& m_messages;
    QString m_reason; ///< of the last death, until it was answered for
};

} // namespace ropewalk::studio
