// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/session/evaluation/evaluation_run.h"

#include "views/language/translated.h"

namespace ropewalk::studio {

namespace {
constexpr int kGatherMs = 40;
}

EvaluationRun::EvaluationRun(EngineClient& client, QString name, QObject* parent)
    : QObject(parent)
    , m_client(client)
    , m_name(std::move(name))
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(kGatherMs);
    connect(&m_pause, &QTimer::timeout, this, [this] {
        publish();
        Q_EMIT resultsChanged();
    });
    connect(&client, &EngineClient::progress, this, [this](qint64 id, const protocol::JobProgress& progress) {
        if (m_running && id == m_call.id())
            Q_EMIT this->progress(progress);
    });
}

void EvaluationRun::stop()
{
    m_call.cancel();
}

void EvaluationRun::begin(Call call, const QString& of, int left)
{
    m_call = call;
    m_of = of;
    m_left = left;
    m_running = true;
    m_clock.start();
    Q_EMIT stateChanged();
}

void EvaluationRun::touch()
{
    if (!m_pause.isActive())
        m_pause.start();
}

bool EvaluationRun::ended(const Error* error, double tokens)
{
    m_pause.stop();
    publish();
    if (!error) {
        if (tokens > 0)
            m_secondsPerToken = double(m_clock.elapsed()) / 1000.0 / tokens;
        return true;
    }
    if (error->cancelled)
        return false;
    const QString why = views::translated(*error);
    Q_EMIT failed(m_client.isConnected()
            ? tr("%1: %2").arg(m_of, why)
            : tr("The engine stopped while %1 was measured: %2. What was measured stays in view; run it again.")
                  .arg(m_of, why));
    return false;
}

void EvaluationRun::finish()
{
    m_running = false;
    m_left = 0;
    Q_EMIT stateChanged();
    Q_EMIT resultsChanged();
}

} // namespace ropewalk::studio
