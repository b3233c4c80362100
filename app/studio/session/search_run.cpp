// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/session/search_run.h"

#include "core/protocol/methods.h"
#include "views/language/translated.h"

#include <algorithm>

namespace ropewalk::studio {

SearchRun::SearchRun(EngineClient& client, QObject* parent)
    : QObject(parent)
    , m_client(client)
{
    connect(&client, &EngineClient::evaluation, this, [this](qint64 id, const auto& report) {
        if (id == m_call.id())
            Q_EMIT evaluation(report);
    });
    connect(&client, &EngineClient::generation, this, [this](qint64 id, const auto& report) {
        if (id != m_call.id())
            return;
        m_generation = report.generation;
        m_best = report.best_set;
        Q_EMIT generationDone(report);
    });
    connect(&client, &EngineClient::journalLine, this, [this](qint64 id, const QString& line) {
        if (id == m_call.id())
            keepLine(line);
    });
}

void SearchRun::start(const protocol::SearchParams& params, const QString& journalPath)
{
    auto journal = JournalStore::create(journalPath);
    if (!journal) {
        Q_EMIT failed(views::translated(journal.error()));
        return;
    }
    clear();
    m_journal = std::move(*journal);
    m_params = params;
    m_params.journal.clear();
    Q_EMIT started(true);
    send();
}

bool SearchRun::canGoOn() const
{
    return (m_journal || !m_remembered.isEmpty()) && !isActive() && !m_result;
}

void SearchRun::remember(const protocol::SearchParams& params, const QString& journalPath)
{
    clear();
    m_params = params;
    m_remembered = journalPath;
}

void SearchRun::journalMoved(const QString& from, const QString& to)
{
    if (m_remembered == from)
        m_remembered = to;
    if (!m_journal || m_journal->path() != from)
        return;
    if (const Status moved = m_journal->moveTo(to); !moved)
        journalLost(moved.error());
}

bool SearchRun::openRemembered()
{
    auto journal = JournalStore::open(m_remembered);
    if (!journal) {
        Q_EMIT failed(views::translated(journal.error()));
        return false;
    }
    m_journal = std::move(*journal);
    m_remembered.clear();
    return true;
}

void SearchRun::goOn(int samples)
{
    if (!canGoOn() || (!m_journal && !openRemembered()))
        return;
    std::size_t bytes = 0;
    for (const std::string& line : m_journal->lines())
        bytes += line.size();
    if (bytes > protocol::max_message_bytes) {
        Q_EMIT failed(tr("its journal has %1 MiB, and what is sent to the engine at most %2. Go on with it on the "
                         "command line, with the same model and text: ropewalk-engine search --resume --journal %3")
                          .arg(bytes >> 20)
                          .arg(protocol::max_message_bytes >> 20)
                          .arg(m_journal->path()));
        return;
    }
    if (m_params.samples == 0)
        m_params.samples = samples;
    m_params.journal = m_journal->lines();
    Q_EMIT started(false);
    send();
}

void SearchRun::send()
{
    m_call = m_client.search(m_params, this, [this](const auto& result) { ended(result); });
    setState(State::Running);
}

void SearchRun::setPaused(bool paused)
{
    if (m_state != (paused ? State::Running : State::Paused))
        return;
    setState(paused ? State::Paused : State::Running);
    m_client.pause(paused, this, [this, paused](const Result<void>& result) {
        if (!result && m_state == (paused ? State::Paused : State::Running))
            setState(paused ? State::Running : State::Paused);
    });
}

void SearchRun::stop()
{
    if (!isActive())
        return;
    setState(State::Stopping);
    m_call.cancel();
}

void SearchRun::clear()
{
    m_call.cancel();
    m_call = {};
    m_journal.reset();
    m_remembered.clear();
    m_best.reset();
    m_result.reset();
    m_generation = 0;
    setState(State::Idle);
}

void SearchRun::ended(const Result<protocol::SearchResult>& result)
{
    if (!m_journal)
        return; // cleared meanwhile
    if (result) {
        m_result = *result;
        m_best = result->best;
        setState(State::Finished);
        Q_EMIT finished(*result);
    } else if (result.error().cancelled) {
        setState(State::Idle);
    } else if (!m_client.isConnected()) {
        setState(State::Interrupted);
    } else {
        setState(State::Idle);
        Q_EMIT failed(views::translated(result.error()));
    }
}

void SearchRun::keepLine(const QString& line)
{
    if (!m_journal)
        return;
    // A search that goes on may repeat what it was given.
    const std::string bytes = line.toStdString();
    if (std::find(m_params.journal.begin(), m_params.journal.end(), bytes) != m_params.journal.end())
        return;
    if (const Status kept = m_journal->append(line); !kept)
        journalLost(kept.error());
}

void SearchRun::journalLost(const Error& why)
{
    Q_EMIT failed(tr("the journal could not be written, so the search stops: %1").arg(views::translated(why)));
    stop();
}

void SearchRun::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged(state);
}

} // namespace ropewalk::studio
