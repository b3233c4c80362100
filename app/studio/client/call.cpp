// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/client/call.h"

#include "app/studio/client/engine_client.h"

namespace ropewalk::studio {

Call::Call(EngineClient* client, qint64 id)
    : m_client(client)
    , m_id(id)
{
}

bool Call::isPending() const
{
    return m_client && m_client->isPending(m_id);
}

void Call::cancel() const
{
    if (isPending())
        m_client->cancel(m_id);
}

} // namespace ropewalk::studio
