// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/client/engine_client.h"

#include <QElapsedTimer>
#include <QTimer>

namespace ropewalk::studio {

/// Where an engine computes and with how much of the machine; both are fixed at its start.
struct EnginePlace
{
    QString device; ///< "cuda:0"; empty = the engine's default
    int threads = 0; ///< of the processor; 0 = one a core
    bool operator==(const EnginePlace&) const = default;
};

/// Makes a new, unstarted connection to an engine.
using TransportFactory = std::function<std::unique_ptr<Transport>(const EnginePlace& place)>;

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
    /// Ends the present engine and starts one on another device. If that one never gets ready, placeRefused() says why
    /// and the former place is taken again.
    void useDevice(const QString& device);
    void useThreads(int threads); ///< the same for the number of threads
    const EnginePlace& place() const { return m_place; } ///< as it was asked for

Q_SIGNALS:
    void stateChanged(ropewalk::studio::EngineSupervisor::State state);
    void ready();
    void died(const QString& reason, bool restarts);
    void placeRefused(const ropewalk::studio::EnginePlace& place, const QString& reason);

private:
    void use(EnginePlace place);
    void launch();
    void greet();
    void lost(const QString& reason);
    void setState(State state);

    EngineClient& m_client;
    TransportFactory m_factory;
    protocol::InitializeResult m_engine;
    QString m_reason;
    State m_state = State::Stopped;
    EnginePlace m_place, m_provenPlace; ///< asked for; the last one that an engine got ready on
    QElapsedTimer m_life;
    QTimer m_pause; ///< before the next start, longer each time
    int m_quickDeaths = 0;
    bool m_opened = false; ///< the present transport was opened
};

} // namespace ropewalk::studio
