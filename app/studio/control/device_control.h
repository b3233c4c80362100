// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/session.h"
#include "app/studio/window/message_bar.h"

#include <QMenu>

namespace ropewalk::studio {

/// The menu of what the engine's machine can compute on, and with how many threads. Choosing another starts another
/// engine there; a device that cannot be used stays in the list with the reason.
class DeviceControl : public QObject
{
    Q_OBJECT

public:
    DeviceControl(Session& session, QMenu& menu, MessageBar& messages, QObject* parent);

    static QString key() { return QStringLiteral("device"); } ///< of its message

private:
    void ask();
    void list(const protocol::DevicesResult& found);
    void listThreads(int cores);

    Session& m_session;
    QMenu& m_menu;
    MessageBar& m_messages;
};

} // namespace ropewalk::studio
