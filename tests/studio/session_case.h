// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/session.h"
#include "fake_engine.h"

#include <QPointer>
#include <memory>

/// A session with an engine in the test's hands, for the tests of what the session asks and makes of the answers.
class SessionCase : public QObject
{
    Q_OBJECT

public:
    static constexpr int kWaitMs = 20'000;

protected:
    void make(); ///< before each test
    void unmake();

    void start();
    /// Asked for so far, but for those at the common attention factor, which are answered at once.
    std::vector<ropewalk::protocol::Request> scores() const;
    ropewalk::protocol::Request nextScore(); ///< waits for one that was not answered yet
    void answerScore(const ropewalk::protocol::Request& request, double seconds = 0.1);
    void answerAllScores();
    static ropewalk::protocol::ScoreParams paramsOf(const ropewalk::protocol::Request& request)
    {
        return *ropewalk::protocol::from_json<ropewalk::protocol::ScoreParams>(request.params);
    }
    static ropewalk::protocol::ScoreResult scoreOf(const ropewalk::protocol::ScoreParams& params, double seconds);
    bool isAtCommonFactor(const ropewalk::protocol::Request& request) const;
    std::string mine() const { return m_document->project().sets.front().id; }
    void edit(double last, int gesture = 0);

    std::unique_ptr<ropewalk::views::Document> m_document;
    std::unique_ptr<ropewalk::studio::Session> m_session;
    FakeEngine::Rule m_rule;
    QPointer<FakeEngine> m_engine; ///< the last one
    int m_engines = 0;
    std::size_t m_answered = 0; ///< scores of the last engine
};
