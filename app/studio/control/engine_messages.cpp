// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/engine_messages.h"

namespace ropewalk::studio {

EngineMessages::EngineMessages(Session& session, MessageBar& messages, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_messages(messages)
{
    connect(&session.engine(), &EngineSupervisor::died, this, &EngineMessages::died);
    connect(&session.loader(), &ModelLoader::changed, this, &EngineMessages::recovered);
    connect(&session.search(), &SearchRun::started, this, [this] { m_messages.close(key()); });
}

void EngineMessages::died(const QString& reason, bool restarts)
{
    m_reason = reason;
    if (restarts)
        m_messages.show(key(), MessageBar::Kind::Warning,
            tr("The engine stopped: %1. It is being started again; your edits are untouched.").arg(reason));
    else
        m_messages.show(key(), MessageBar::Kind::Warning,
            tr("There is no engine: %1. Everything can be edited and saved, but not scored.").arg(reason),
            {{tr("Try again"), [this] { m_session.engine().start(); }}});
}

void EngineMessages::recovered()
{
    if (m_reason.isEmpty() || !m_session.loader().model())
        return;
    const QString text = tr("The engine stopped (%1) and was started again. Your edits are untouched.").arg(m_reason);
    m_reason.clear();
    const SearchRun& search = m_session.search();
    if (search.state() == SearchRun::State::Interrupted && search.canGoOn())
        m_messages.show(key(), MessageBar::Kind::Warning,
            tr("%1 The search can go on from generation %2.").arg(text).arg(search.generation()),
            {{tr("Continue the search"), [this] { m_session.search().goOn(); }}});
    else
        m_messages.show(key(), MessageBar::Kind::Note, text);
}

} // namespace ropewalk::studio
