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
    m_rule = [this, oblige = obligingRule()](const protocol::Request& request) -> std::optional<nlohmann::json> {
        if (request.method == protocol::method::score && isAtCommonFactor(request))
            return protocol::to_json(scoreOf(paramsOf(request), 0.1));
        return oblige(request);
    };
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

bool SessionCase::isAtCommonFactor(const protocol::Request& request) const
{
    const protocol::ScoreParams params = paramsOf(request);
    const double scale = rope::scale_for(m_document->geometry(), params.target);
    return params.set.attention_factor != 1
        && params.set.attention_factor == rope::longrope_attention_factor(m_document->geometry(), scale);
}

std::vector<protocol::Request> SessionCase::scores() const
{
    std::vector<protocol::Request> out;
    for (const protocol::Request& request : m_engine->asked(protocol::method::score))
        if (!isAtCommonFactor(request))
            out.push_back(request);
    return out;
}

protocol::ScoreResult SessionCase::scoreOf(const protocol::ScoreParams& params, double seconds)
{
    protocol::ScoreResult result;
    result.perplexity = 2 + params.set.lambda.back() / 100;
    result.seconds = seconds;
    result.tokens = 100;
    result.target = params.target;
    result.split = params.split;
    result.preview = params.preview;
    return result;
}

void SessionCase::start()
{
    m_session->engine().start();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->loader().isReady(), kWaitMs);
}

protocol::Request SessionCase::nextScore()
{
    const auto waiting = [this] { return m_engine && scores().size() > m_answered; };
    if (!QTest::qWaitFor(waiting, kWaitMs)) {
        QTest::qFail("no score was asked for", __FILE__, __LINE__);
        return {};
    }
    return scores()[m_answered++];
}

void SessionCase::answerScore(const protocol::Request& request, double seconds)
{
    m_engine->answer(request.id, protocol::to_json(scoreOf(paramsOf(request), seconds)));
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
