// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/client/engine_client.h"

#include <QElapsedTimer>
#include <QTimer>
#include <optional>

namespace ropewalk::studio {

/// One kind of evaluation in the engine, as the window follows it: a request a set, one after the other, with partial
/// results on the way. What kind it is, and where its results are kept, Measuring knows.
class EvaluationRun : public QObject
{
    Q_OBJECT

public:
    /// name: "passkey"; of its files, jobs and messages.
    EvaluationRun(EngineClient& client, QString name, QObject* parent);

    const QString& name() const { return m_name; }
    bool isRunning() const { return m_running; }
    qint64 call() const { return m_call.id(); } ///< for its progress
    const QString& of() const { return m_of; } ///< the set being measured: "A mine"
    int left() const { return m_left; } ///< sets that wait behind it
    void stop(); ///< what was measured stays
    /// Seconds of this many tokens, by what the last run took; 0 = nothing was run yet.
    double secondsFor(double tokens) const { return tokens * m_secondsPerToken; }

Q_SIGNALS:
    void stateChanged(); ///< running, of, left
    void resultsChanged(); ///< something was measured, at most every few hundredths of a second
    void progress(const ropewalk::protocol::JobProgress& progress);
    void failed(const QString& why);

protected:
    void begin(Call call, const QString& of, int left);
    void touch(); ///< a partial result came
    /// How a request ended that went through this many tokens; true = go on with the next set.
    bool ended(const Error* error, double tokens);
    void finish();
    virtual void publish() = 0; ///< the partial result becomes what views see

    EngineClient& m_client;

private:
    QString m_name, m_of;
    Call m_call;
    QTimer m_pause; ///< gathers partial results
    QElapsedTimer m_clock;
    double m_secondsPerToken = 0;
    int m_left = 0;
    bool m_running = false;
};

} // namespace ropewalk::studio
