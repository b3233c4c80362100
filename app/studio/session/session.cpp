// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/session/session.h"

namespace ropewalk::studio {

Session::Session(views::Document& document, TransportFactory factory, QObject* parent)
    : QObject(parent)
    , m_engine(m_client, std::move(factory))
    , m_loader(document, m_client, m_engine)
    , m_scoring(document, m_client, m_loader)
    , m_search(m_client)
    , m_evaluations(document, m_client)
{
    connect(&document, &views::Document::projectReset, &m_search, &SearchRun::clear);
}

} // namespace ropewalk::studio
