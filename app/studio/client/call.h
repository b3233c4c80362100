// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/result.h"

#include <QPointer>
#include <functional>

namespace ropewalk::studio {

class EngineClient;

/// What a request comes back with. Called once, in the GUI thread, unless its context object died first.
template <class T>
using Reply = std::function<void(const Result<T>&)>;

/// A handle on a request that was sent. Copies mean the same request; a default one means none.
class Call
{
public:
    Call() = default;
    Call(EngineClient* client, qint64 id);

    qint64 id() const { return m_id; }
    bool isPending() const;
    /// Asks the engine to stop; the reply comes with a cancelled error. Nothing happens when it was answered.
    void cancel() const;

private:
    QPointer<EngineClient> m_client;
    qint64 m_id = 0;
};

} // namespace ropewalk::studio
