// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/client/engine_client.h"

#include <QElapsedTimer>
#include <QTimer>

namespace ropewalk::studio {

/// Makes a new, unstarted connection to an engine.
using TransportFactory = std::function<std::unique_ptr<Transport>()>;

/// Keeps an engine running: starts it, greets it, starts it again when it dies. After five deaths in quick succession,
/// or when it could not be started at all, it waits for the user.
class EngineSupervisor : public QObject
{
    Q_OBJECT

public:
    enum class State { Stopped, Starting, Ready, Restarting, Failed };
    static constexpr int kMostQuickRestarts = 5;

    EngineSupervisor(EngineClient& client, TransportFactory factory, QObject* parent = nullptr);

    State state() const { return m_state; }
    /// What the engine said of itself; of the last one while none is ready.
    const protocol::InitializeResult& engine() const { return m_engine; }
    const QString& reason() const { return m_reason; } ///< of the last death or refusal

    void start(); ///< also after Failed: forgets how often it died
    void stop();

Q_SIGNALS:
    void stateChanged(ropewalk::studio::EngineSupervisor::State state);
    void ready();
    void died(const QString& reason, bool restarts);

private:
    void launch();
    void greet();
    void lost(const QString& reason);
    void setState(State state);

    EngineClient& m_client;
    TransportFactory m_factory;
    protocol::InitializeResult m_engine;
    QString m_reason;
    State m_state = State::Stopped;
    QElapsedTimer m_life;
    QTimer m_pause; ///< before the next start, longer each time
    int m_quickDeaths = 0;
    bool m_opened = false; ///< the present transport was opened
};

} // namespace ropewalk::studio
