// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/session/engine_supervisor.h"

#include "views/language/translated.h"

#include <utility>

namespace ropewalk::studio {

namespace {
constexpr qint64 kQuickMs = 60'000; // an engine that lived longer died of something new
constexpr int kFirstPauseMs = 100;
}

EngineSupervisor::EngineSupervisor(EngineClient& client, TransportFactory factory, QObject* parent)
    : QObject(parent)
    , m_client(client)
    , m_factory(std::move(factory))
{
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &EngineSupervisor::launch);
    connect(&m_client, &EngineClient::connected, this, &EngineSupervisor::greet);
    connect(&m_client, &EngineClient::disconnected, this, &EngineSupervisor::lost);
}

void EngineSupervisor::start()
{
    if (m_state == State::Starting || m_state == State::Ready || m_state == State::Restarting)
        return;
    m_quickDeaths = 0;
    launch();
}

void EngineSupervisor::stop()
{
    m_pause.stop();
    m_client.detach(tr("the engine was stopped"));
    setState(State::Stopped);
}

void EngineSupervisor::useDevice(const QString& device)
{
    use({device, m_place.threads});
}

void EngineSupervisor::useThreads(int threads)
{
    use({m_place.device, threads});
}

void EngineSupervisor::use(EnginePlace place)
{
    m_place = std::move(place);
    if (m_state == State::Stopped)
        return;
    stop();
    start();
}

void EngineSupervisor::launch()
{
    m_opened = false;
    setState(m_quickDeaths == 0 ? State::Starting : State::Restarting);
    m_life.start();
    m_client.attach(m_factory(m_place));
}

void EngineSupervisor::greet()
{
    m_opened = true;
    protocol::InitializeParams params;
    params.client = "ropewalk " ROPEWALK_VERSION;
    m_client.initialize(params, this, [this](const Result<protocol::InitializeResult>& result) {
        if (result && result->protocol == protocol::version) {
            m_engine = *result;
            m_provenPlace = m_place;
            setState(State::Ready);
            Q_EMIT ready();
            return;
        }
        if (!m_client.isConnected())
            return; // it died meanwhile, which lost() reports
        m_reason = result ? tr("it speaks version %1 of the protocol, this window version %2")
                                .arg(result->protocol)
                                .arg(protocol::version)
                          : views::translated(result.error());
        m_client.detach(m_reason);
        setState(State::Failed);
        Q_EMIT died(m_reason, false);
    });
}

void EngineSupervisor::lost(const QString& reason)
{
    if (!(m_place == m_provenPlace)) {
        const EnginePlace refused = std::exchange(m_place, m_provenPlace);
        launch();
        Q_EMIT placeRefused(refused, reason);
        return;
    }
    m_reason = reason;
    m_quickDeaths = m_life.elapsed() < kQuickMs ? m_quickDeaths + 1 : 1;
    const bool restarts = m_opened && m_quickDeaths <= kMostQuickRestarts;
    if (restarts)
        m_pause.start(kFirstPauseMs << (m_quickDeaths - 1));
    setState(restarts ? State::Restarting : State::Failed);
    Q_EMIT died(reason, restarts);
}

void EngineSupervisor::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged(state);
}

} // namespace ropewalk::studio
