// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/client/engine_client.h"
#include "app/studio/session/journal_store.h"

#include <optional>

namespace ropewalk::studio {

/// One search in the engine as the window follows it: its reports, its journal in a file, its end. When the engine
/// dies under it the search is Interrupted, and goes on from the journal on request.
class SearchRun : public QObject
{
    Q_OBJECT

public:
    enum class State { Idle, Running, Paused, Stopping, Interrupted, Finished };

    explicit SearchRun(EngineClient& client, QObject* parent = nullptr);

    State state() const { return m_state; }
    bool isActive() const { return m_state == State::Running || m_state == State::Paused || m_state == State::Stopping; }
    const protocol::SearchParams& params() const { return m_params; }
    /// The best so far, kept after a stop; none before the first generation.
    const std::optional<rope::FactorSet>& best() const { return m_best; }
    const std::optional<protocol::SearchResult>& result() const { return m_result; }
    int generation() const { return m_generation; }
    QString journalPath() const { return m_journal ? m_journal->path() : m_remembered; } ///< empty = none

    void start(const protocol::SearchParams& params, const QString& journalPath);
    void setPaused(bool paused);
    void stop(); ///< the best so far stays
    /// From the journal, after an interruption or a stop; samples: windows a candidate, where the journal does not say.
    void goOn(int samples = 0);
    /// A search of an earlier day, that can be gone on with from its journal; its samples are 0 where that does not say
    /// them. Nothing is started or written.
    void remember(const protocol::SearchParams& params, const QString& journalPath);
    bool canGoOn() const;
    /// Its journal is another file from now on, which holds the same.
    void journalMoved(const QString& from, const QString& to);
    void clear(); ///< another project: forgets everything, stops what runs

Q_SIGNALS:
    void started(bool anew); ///< false when it goes on
    void stateChanged(ropewalk::studio::SearchRun::State state);
    void evaluation(const ropewalk::protocol::EvaluationReport& report);
    void generationDone(const ropewalk::protocol::GenerationReport& report);
    void finished(const ropewalk::protocol::SearchResult& result);
    void failed(const QString& why);

private:
    bool openRemembered();
    void send();
    void ended(const Result<protocol::SearchResult>& result);
    void keepLine(const QString& line);
    void journalLost(const Error& why);
    void setState(State state);

    EngineClient& m_client;
    Call m_call;
    protocol::SearchParams m_params;
    std::optional<JournalStore> m_journal;
    QString m_remembered; ///< a journal that is not open; empty = none
    std::optional<rope::FactorSet> m_best;
    std::optional<protocol::SearchResult> m_result;
    int m_generation = 0;
    State m_state = State::Idle;
};

} // namespace ropewalk::studio
