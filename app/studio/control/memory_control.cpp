// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/memory_control.h"

#include "views/language/translated.h"
#include "views/search/search_panel.h"
#include "views/search/search_settings.h"

namespace ropewalk::studio {

MemoryControl::MemoryControl(
    views::Document& document, Session& session, views::SearchPanel& panel, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_session(session)
    , m_panel(panel)
{
    connect(&session.loader(), &ModelLoader::changed, this, &MemoryControl::ask);
    connect(&document, &views::Document::targetChanged, this, &MemoryControl::ask);
    connect(panel.settings(), &views::SearchSettings::changed, this, &MemoryControl::ask);
    connect(&session.search(), &SearchRun::stateChanged, this, [this] {
        m_asked = {}; // what is free is another amount now
        ask();
    });
    ask();
}

void MemoryControl::ask()
{
    const quint64 epoch = m_session.loader().epoch();
    if (!m_session.loader().model()) {
        m_asked = {};
        m_panel.setMemory({}, true);
        return;
    }
    const std::pair wanted(m_document.project().target_length, m_panel.settings()->params().samples);
    if (wanted == m_asked && epoch == m_epoch)
        return;
    m_asked = wanted;
    m_epoch = epoch;
    m_call.cancel();
    m_call = m_session.client().memory({"search", {wanted.first}, wanted.second}, this,
        [this, wanted, epoch](const Result<protocol::MemoryResult>& found) {
            if (wanted != m_asked || epoch != m_session.loader().epoch())
                return;
            if (!found) // an engine that cannot tell refuses the job itself where it must
                m_panel.setMemory({}, true);
            else
                m_panel.setMemory(views::translated(found->message), found->fits, views::translated(found->advice));
        });
}

} // namespace ropewalk::studio
