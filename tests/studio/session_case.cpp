// SPDX-License-Identifier: GPL-3.0-only
#include "session_case.h"

#include "app/studio/session/new_project.h"
#include "core/rope/methods.h"

#include <QSignalSpy>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::studio;

void SessionCase::make()
{
    m_engines = 0;
    m_answered = 0;
    m_rule = obligingRule();
    m_document = std::make_unique<views::Document>();
    m_document->reset(demoProject());
    m_session = std::make_unique<Session>(*m_document, [this](const EnginePlace&) {
        auto engine = std::make_unique<FakeEngine>(m_rule);
        m_engine = engine.get();
        ++m_engines;
        m_answered = 0;
        return engine;
    });
}

void SessionCase::unmake()
{
    m_session.reset();
    m_document.reset();
}

void SessionCase::start()
{
    m_session->engine().start();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->loader().isReady(), kWaitMs);
}

protocol::Request SessionCase::nextScore()
{
    const auto waiting = [this] { return m_engine && m_engine->asked(protocol::method::score).size() > m_answered; };
    if (!QTest::qWaitFor(waiting, kWaitMs)) {
        QTest::qFail("no score was asked for", __FILE__, __LINE__);
        return {};
    }
    return m_engine->asked(protocol::method::score)[m_answered++];
}

void SessionCase::answerScore(const protocol::Request& request, double seconds)
{
    const protocol::ScoreParams params = paramsOf(request);
    protocol::ScoreResult result;
    result.perplexity = 2 + params.set.lambda.back() / 100;
    result.seconds = seconds;
    result.tokens = 100;
    result.target = params.target;
    result.split = params.split;
    result.preview = params.preview;
    m_engine->answer(request.id, protocol::to_json(result));
}

void SessionCase::answerAllScores()
{
    for (int i = 0; i < 5; ++i) // inside L, mine (which is YaRN), NTK, PI, none
        answerScore(nextScore());
    QTRY_VERIFY_WITH_TIMEOUT(m_document->score(rope::make_set(rope::Method::none, m_document->geometry(), 2048)), kWaitMs);
}

void SessionCase::edit(double last, int gesture)
{
    auto lambda = m_document->set(mine())->lambda;
    lambda.back() = last;
    m_document->setLambda(mine(), lambda, gesture);
}
