// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/session/new_project.h"
#include "app/studio/session/session.h"
#include "core/rope/methods.h"
#include "session_case.h"

#include <QFile>
#include <QPointer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::studio;

/// What the session asks the engine for, and what it makes of the answers, of deaths and of refusals.
class TestSession : public SessionCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { make(); }
    void cleanup() { unmake(); }

    void opensThenScoresInOrder();
    void previewsWhileDragging();
    void undoShowsTheOldScore();
    void dearScoresWaitForTheButton();
    void refusedScoreIsNotAskedAgain();
    void staleAnswersAreDropped();
    void refusedModelChangesNothing();
    void openedAgainInAnotherWay();
    void whatWasTrainedComesWithTheModel();
    void anotherModelHasNoText();
    void restartReopens();
};

void TestSession::opensThenScoresInOrder()
{
    start();
    QCOMPARE(m_document->project().model_fingerprint, std::string("f-demo"));
    const auto inside = nextScore();
    QCOMPARE(paramsOf(inside).target, 256);
    QCOMPARE(paramsOf(inside).set.lambda, rope::none_lambda(m_document->geometry()));
    QVERIFY(!m_session->scoring().inside());
    answerScore(inside);

    const auto active = nextScore();
    QCOMPARE(paramsOf(active).set.lambda, m_document->activeSet()->lambda);
    QCOMPARE(paramsOf(active).target, 2048);
    QCOMPARE(paramsOf(active).slot, std::string("active"));
    QCOMPARE(paramsOf(active).split, std::string("held-out"));
    QVERIFY(!paramsOf(active).preview);
    QVERIFY(m_session->scoring().inside());
    answerScore(active);

    for (const rope::Method method : {rope::Method::ntk, rope::Method::pi, rope::Method::none}) {
        const auto baseline = nextScore();
        QVERIFY(paramsOf(baseline).set.same_rotation(rope::make_set(method, m_document->geometry(), 2048)));
        QCOMPARE(paramsOf(baseline).slot, std::string());
        answerScore(baseline);
    }
    QTRY_VERIFY_WITH_TIMEOUT(m_document->score(rope::make_set(rope::Method::none, m_document->geometry(), 2048)), kWaitMs);
    QCOMPARE(scores().size(), 5u);
}

void TestSession::previewsWhileDragging()
{
    start();
    answerAllScores();
    m_session->scoring().setDragging(true);
    edit(9, 1);
    const auto first = nextScore();
    QVERIFY(paramsOf(first).preview);
    QCOMPARE(paramsOf(first).set.lambda.back(), 9.0);
    edit(9.1, 1);
    edit(9.2, 1);
    answerScore(first);
    const auto second = nextScore(); // the newest value only
    QCOMPARE(paramsOf(second).set.lambda.back(), 9.2);
    QVERIFY(paramsOf(second).preview);
    m_session->scoring().setDragging(false);
    const auto full = nextScore(); // at once, in the same slot: the preview gives way
    QVERIFY(!paramsOf(full).preview);
    QCOMPARE(paramsOf(full).slot, paramsOf(second).slot);
    m_engine->refuse(second.id, {protocol::error_code::cancelled, as_is("superseded"), {}, {}});
    answerScore(full);
    QTRY_VERIFY_WITH_TIMEOUT(m_document->score(*m_document->activeSet()), kWaitMs);
    QVERIFY(!m_document->score(*m_document->activeSet())->preview);
    QVERIFY(!m_session->scoring().isScoring());
    QCOMPARE(scores().size(), m_answered);
}

void TestSession::undoShowsTheOldScore()
{
    start();
    answerAllScores();
    const double before = m_document->score(*m_document->activeSet())->perplexity;
    edit(9);
    QVERIFY(!m_document->score(*m_document->activeSet()));
    answerScore(nextScore());
    QTRY_VERIFY_WITH_TIMEOUT(m_document->score(*m_document->activeSet()), kWaitMs);
    m_document->undoStack()->undo();
    QCOMPARE(m_document->score(*m_document->activeSet())->perplexity, before);
    m_document->undoStack()->redo();
    QVERIFY(m_document->score(*m_document->activeSet()));
    QCOMPARE(scores().size(), m_answered);
}

void TestSession::dearScoresWaitForTheButton()
{
    start();
    answerScore(nextScore());
    answerScore(nextScore(), 240.0); // the active set: four minutes, so the baselines are not asked for either
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->scoring().isLive(), kWaitMs);
    QCOMPARE(m_session->scoring().price(), 240.0);
    edit(9);
    QCOMPARE(scores().size(), m_answered);
    m_session->scoring().scoreNow();
    const auto paid = nextScore();
    QCOMPARE(paramsOf(paid).set.lambda.back(), 9.0);
    QVERIFY(m_session->scoring().isScoring());
    answerScore(paid, 0.5);
    QTRY_VERIFY_WITH_TIMEOUT(m_session->scoring().isLive(), kWaitMs);
}

void TestSession::refusedScoreIsNotAskedAgain()
{
    start();
    answerAllScores();
    QSignalSpy failed(&m_session->scoring(), &Scoring::failed);
    edit(9);
    m_engine->refuse(nextScore().id, {protocol::error_code::failed, as_is("not enough text"), {}, {}});
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kWaitMs);
    QCOMPARE(failed[0][0].toString(), QStringLiteral("not enough text"));
    m_session->scoring().setDragging(false); // looks again for what to ask
    QCOMPARE(scores().size(), m_answered);
}

void TestSession::staleAnswersAreDropped()
{
    start();
    answerScore(nextScore());
    const auto old = nextScore();
    QSignalSpy accepted(&m_session->loader(), &ModelLoader::documentsAccepted);
    m_session->loader().openDocuments(QStringLiteral("/texts/other"));
    QTRY_COMPARE_WITH_TIMEOUT(accepted.size(), 1, kWaitMs);
    answerScore(old);
    const auto fresh = nextScore(); // inside L, on the new text
    QCOMPARE(paramsOf(fresh).target, 256);
    QVERIFY(!m_document->score(*m_document->activeSet()));
}

void TestSession::refusedModelChangesNothing()
{
    m_rule = [oblige = obligingRule()](const protocol::Request& request) -> std::optional<nlohmann::json> {
        if (request.method == protocol::method::open_model && request.params["path"] != "demo")
            return std::nullopt;
        return oblige(request);
    };
    start();
    const project::Project before = m_document->project();
    QSignalSpy refused(&m_session->loader(), &ModelLoader::modelRefused);
    m_session->loader().openModel(QStringLiteral("/models/broken"));
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->asked(protocol::method::open_model).size(), 2u, kWaitMs);
    m_engine->refuse(m_engine->asked(protocol::method::open_model)[1].id,
        {protocol::error_code::failed, as_is("expected 32 pairs"), "/models/broken/config.json", at_key("head_dim")});
    QTRY_COMPARE_WITH_TIMEOUT(refused.size(), 1, kWaitMs);
    QVERIFY(refused[0][1].toString().contains(QStringLiteral("key head_dim")));
    QCOMPARE(m_document->project(), before);
    QVERIFY(m_session->loader().isReady());
}

void TestSession::openedAgainInAnotherWay()
{
    start();
    answerAllScores();
    QVERIFY(m_document->score(*m_document->activeSet()));
    project::ModelOptions options;
    options.dtype = "bf16";
    options.sliding_window = "off";
    options.original_length = 128;
    m_session->loader().openAs(options);
    QTRY_COMPARE_WITH_TIMEOUT(m_document->project().model_options, options, kWaitMs);
    const auto params = *protocol::from_json<protocol::OpenModelParams>(
        m_engine->asked(protocol::method::open_model).back().params);
    QCOMPARE(params.path, std::string("demo"));
    QCOMPARE(params.dtype, options.dtype);
    QCOMPARE(params.sliding_window, options.sliding_window);
    QCOMPARE(params.original_length, options.original_length);
    QVERIFY(!m_document->score(*m_document->activeSet())); // measured anew
    QCOMPARE(m_document->project().sets.size(), 1u);
    // Undone, the engine opens it as before and the old number is there; redone, the other way.
    const std::size_t asked = m_engine->asked(protocol::method::open_model).size();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->loader().isReady(), kWaitMs);
    m_document->undoStack()->undo();
    QCOMPARE(m_document->project().model_options, project::ModelOptions());
    QVERIFY(m_document->score(*m_document->activeSet()));
    QVERIFY(!m_session->loader().isReady());
    QTRY_VERIFY_WITH_TIMEOUT(m_session->loader().isReady(), kWaitMs);
    QCOMPARE(m_engine->asked(protocol::method::open_model).size(), asked + 1);
    QVERIFY(m_engine->asked(protocol::method::open_model).back().params["dtype"] == "");
    m_document->undoStack()->redo();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->loader().isReady(), kWaitMs);
    QCOMPARE(m_engine->asked(protocol::method::open_model).size(), asked + 2);
    // A new engine opens it the same way.
    m_engine->die(QStringLiteral("out of memory"));
    QTRY_COMPARE_WITH_TIMEOUT(m_engines, 2, kWaitMs);
    QTRY_VERIFY_WITH_TIMEOUT(!m_engine->asked(protocol::method::open_model).empty(), kWaitMs);
    QVERIFY(m_engine->asked(protocol::method::open_model).back().params["dtype"] == "bf16");
}

/// A model that ships scaled: what it was trained with is the engine's word, for a new project and for an opened one.
void TestSession::whatWasTrainedComesWithTheModel()
{
    const rope::Trained shipped{ std::vector<double>(32, 2.0), 0, 1.1, 4096, {} };
    m_rule = [shipped](const protocol::Request& request) {
        auto answer = obligingRule()(request);
        if (answer && request.method == protocol::method::open_model) {
            protocol::ModelInfo info = *protocol::from_json<protocol::ModelInfo>(*answer);
            if (info.path != "demo")
                info.trained = shipped;
            answer = protocol::to_json(info);
        }
        return answer;
    };
    start();
    QVERIFY(m_document->trained().is_plain());
    answerAllScores();
    m_session->loader().openModel(QStringLiteral("/models/other"));
    QTRY_VERIFY_WITH_TIMEOUT(m_document->trained() == shipped, kWaitMs);
    const project::Project project = m_document->project();
    m_document->reset(demoProject());
    QTRY_VERIFY_WITH_TIMEOUT(m_session->loader().isReady(), kWaitMs);
    QVERIFY(m_document->trained().is_plain());
    m_document->reset(project);
    QTRY_VERIFY_WITH_TIMEOUT(m_document->trained() == shipped, kWaitMs);
}

void TestSession::anotherModelHasNoText()
{
    start();
    answerScore(nextScore());
    QSignalSpy accepted(&m_session->loader(), &ModelLoader::modelAccepted);
    m_session->loader().openModel(QStringLiteral("/models/other"));
    QTRY_COMPARE_WITH_TIMEOUT(accepted.size(), 1, kWaitMs);
    const project::Project& project = m_document->project();
    QCOMPARE(project.model_path, std::string("/models/other"));
    QCOMPARE(project.documents_path, std::string());
    QCOMPARE(project.geometry.original_length, 512);
    QCOMPARE(project.target_length, 4 * 512);
    QVERIFY(m_document->activeSet());
    QVERIFY(!m_session->loader().isReady());
    QVERIFY(!m_document->score(*m_document->activeSet()));
    m_session->loader().openDocuments(QStringLiteral("/texts/book.txt"));
    QTRY_VERIFY_WITH_TIMEOUT(m_session->loader().isReady(), kWaitMs);
    QCOMPARE(m_document->project().documents_path, std::string("/texts/book.txt"));

    m_session->loader().openDocuments(QStringLiteral("/texts/other.txt"));
    QTRY_COMPARE_WITH_TIMEOUT(m_document->project().documents_path, std::string("/texts/other.txt"), kWaitMs);
    const std::size_t asked = m_engine->asked(protocol::method::open_documents).size();
    m_document->undoStack()->undo();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->loader().isReady(), kWaitMs);
    QCOMPARE(m_engine->asked(protocol::method::open_documents).size(), asked + 1);
    QVERIFY(m_engine->asked(protocol::method::open_documents).back().params["path"] == "/texts/book.txt");
    m_document->undoStack()->undo();
    QVERIFY(!m_session->loader().isReady());
    QCOMPARE(m_document->project().documents_path, std::string());
    QCOMPARE(m_engine->asked(protocol::method::open_documents).size(), asked + 1);
}

void TestSession::restartReopens()
{
    start();
    answerAllScores();
    edit(9);
    QSignalSpy died(&m_session->engine(), &EngineSupervisor::died);
    m_engine->die(QStringLiteral("out of memory"));
    QTRY_COMPARE_WITH_TIMEOUT(died.size(), 1, kWaitMs);
    QCOMPARE(died[0][0].toString(), QStringLiteral("out of memory"));
    QCOMPARE(died[0][1].toBool(), true);
    QVERIFY(!m_session->loader().isReady());
    QTRY_VERIFY_WITH_TIMEOUT(m_session->loader().isReady(), kWaitMs);
    QCOMPARE(m_engines, 2);
    QCOMPARE(m_engine->asked(protocol::method::open_model).size(), 1u);
    QCOMPARE(m_engine->asked(protocol::method::open_documents).size(), 1u);
    QCOMPARE(m_document->activeSet()->lambda.back(), 9.0);
    const auto again = nextScore(); // the edit that was not answered
    QCOMPARE(paramsOf(again).set.lambda.back(), 9.0);
}

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
