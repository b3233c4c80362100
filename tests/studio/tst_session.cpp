// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/session/new_project.h"
#include "app/studio/session/session.h"
#include "core/rope/methods.h"
#include "fake_engine.h"

#include <QFile>
#include <QPointer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::studio;

namespace {
constexpr int kWaitMs = 20'000;
}

/// What the session asks the engine for, and what it makes of the answers, of deaths and of refusals.
class TestSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void opensThenScoresInOrder();
    void previewsWhileDragging();
    void undoShowsTheOldScore();
    void dearScoresWaitForTheButton();
    void refusedScoreIsNotAskedAgain();
    void staleAnswersAreDropped();
    void refusedModelChangesNothing();
    void openedAgainInAnotherWay();
    void anotherModelHasNoText();
    void restartReopens();
    void searchKeepsItsJournal();
    void searchGoesOnAfterDeath();
    void stoppedSearchKeepsItsBest();

private:
    void start();
    protocol::Request nextScore(); ///< waits for one that was not answered yet
    void answerScore(const protocol::Request& request, double seconds = 0.1);
    void answerAllScores();
    static protocol::ScoreParams paramsOf(const protocol::Request& request)
    {
        return *protocol::from_json<protocol::ScoreParams>(request.params);
    }
    std::string mine() const { return m_document->project().sets.front().id; }
    void edit(double last, int gesture = 0);

    std::unique_ptr<views::Document> m_document;
    std::unique_ptr<Session> m_session;
    FakeEngine::Rule m_rule;
    QPointer<FakeEngine> m_engine; ///< the last one
    int m_engines = 0;
    std::size_t m_answered = 0; ///< scores of the last engine
};

void TestSession::init()
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

void TestSession::cleanup()
{
    m_session.reset();
    m_document.reset();
}

void TestSession::start()
{
    m_session->engine().start();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->loader().isReady(), kWaitMs);
}

protocol::Request TestSession::nextScore()
{
    const auto waiting = [this] { return m_engine && m_engine->asked(protocol::method::score).size() > m_answered; };
    if (!QTest::qWaitFor(waiting, kWaitMs)) {
        QTest::qFail("no score was asked for", __FILE__, __LINE__);
        return {};
    }
    return m_engine->asked(protocol::method::score)[m_answered++];
}

void TestSession::answerScore(const protocol::Request& request, double seconds)
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

void TestSession::answerAllScores()
{
    for (int i = 0; i < 5; ++i) // inside L, mine (which is YaRN), NTK, PI, none
        answerScore(nextScore());
    QTRY_VERIFY_WITH_TIMEOUT(m_document->score(rope::make_set(rope::Method::none, m_document->geometry(), 2048)), kWaitMs);
}

void TestSession::edit(double last, int gesture)
{
    auto lambda = m_document->set(mine())->lambda;
    lambda.back() = last;
    m_document->setLambda(mine(), lambda, gesture);
}

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
    QCOMPARE(m_engine->asked(protocol::method::score).size(), 5u);
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
    m_engine->refuse(second.id, {protocol::error_code::cancelled, "superseded", {}, {}});
    answerScore(full);
    QTRY_VERIFY_WITH_TIMEOUT(m_document->score(*m_document->activeSet()), kWaitMs);
    QVERIFY(!m_document->score(*m_document->activeSet())->preview);
    QVERIFY(!m_session->scoring().isScoring());
    QCOMPARE(m_engine->asked(protocol::method::score).size(), m_answered);
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
    QCOMPARE(m_engine->asked(protocol::method::score).size(), m_answered);
}

void TestSession::dearScoresWaitForTheButton()
{
    start();
    answerScore(nextScore());
    answerScore(nextScore(), 240.0); // the active set: four minutes, so the baselines are not asked for either
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->scoring().isLive(), kWaitMs);
    QCOMPARE(m_session->scoring().price(), 240.0);
    edit(9);
    QCOMPARE(m_engine->asked(protocol::method::score).size(), m_answered);
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
    m_engine->refuse(nextScore().id, {protocol::error_code::failed, "not enough text", {}, {}});
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kWaitMs);
    QCOMPARE(failed[0][0].toString(), QStringLiteral("not enough text"));
    m_session->scoring().setDragging(false); // looks again for what to ask
    QCOMPARE(m_engine->asked(protocol::method::score).size(), m_answered);
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
        {protocol::error_code::failed, "expected 32 pairs", "/models/broken/config.json", "key head_dim"});
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
    // A new engine opens it the same way.
    m_engine->die(QStringLiteral("out of memory"));
    QTRY_COMPARE_WITH_TIMEOUT(m_engines, 2, kWaitMs);
    QTRY_VERIFY_WITH_TIMEOUT(!m_engine->asked(protocol::method::open_model).empty(), kWaitMs);
    QVERIFY(m_engine->asked(protocol::method::open_model).back().params["dtype"] == "bf16");
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

void TestSession::searchKeepsItsJournal()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("sub/search-1.jsonl"));
    start();
    SearchRun& search = m_session->search();
    QSignalSpy finished(&search, &SearchRun::finished);
    protocol::SearchParams params;
    params.target = 2048;
    search.start(params, path);
    QCOMPARE(search.state(), SearchRun::State::Running);
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->asked(protocol::method::search).size(), 1u, kWaitMs);
    const auto id = m_engine->asked(protocol::method::search)[0].id;
    m_engine->notify(protocol::method::journal, id, {{"line", "{\"header\": 1}"}});
    m_engine->notify(protocol::method::journal, id, {{"line", "{\"generation\": 0}"}});
    protocol::SearchResult result;
    result.best = *m_document->activeSet();
    result.perplexity = 2.5;
    m_engine->answer(id, protocol::to_json(result));
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kWaitMs);
    QCOMPARE(search.state(), SearchRun::State::Finished);
    QVERIFY(search.best());
    QVERIFY(!search.canGoOn());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("{\"header\": 1}\n{\"generation\": 0}\n"));
}

void TestSession::searchGoesOnAfterDeath()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("search.jsonl"));
    start();
    SearchRun& search = m_session->search();
    protocol::SearchParams params;
    params.target = 2048;
    params.seed = 7;
    search.start(params, path);
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->asked(protocol::method::search).size(), 1u, kWaitMs);
    m_engine->notify(protocol::method::journal, m_engine->asked(protocol::method::search)[0].id, {{"line", "{}"}});
    m_engine->die(QStringLiteral("killed"));
    QTRY_COMPARE_WITH_TIMEOUT(search.state(), SearchRun::State::Interrupted, kWaitMs);
    QVERIFY(search.canGoOn());
    QTRY_VERIFY_WITH_TIMEOUT(m_session->loader().isReady(), kWaitMs);
    search.goOn();
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->asked(protocol::method::search).size(), 1u, kWaitMs);
    const auto sent = protocol::from_json<protocol::SearchParams>(m_engine->asked(protocol::method::search)[0].params);
    QCOMPARE(sent->journal, std::vector<std::string>{"{}"});
    QCOMPARE(sent->seed, std::uint64_t(7));
    // What it is told again is not written twice.
    const auto id = m_engine->asked(protocol::method::search)[0].id;
    m_engine->notify(protocol::method::journal, id, {{"line", "{}"}});
    m_engine->notify(protocol::method::journal, id, {{"line", "{\"generation\": 1}"}});
    m_engine->answer(id, protocol::to_json(protocol::SearchResult{}));
    QTRY_COMPARE_WITH_TIMEOUT(search.state(), SearchRun::State::Finished, kWaitMs);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("{}\n{\"generation\": 1}\n"));
}

void TestSession::stoppedSearchKeepsItsBest()
{
    QTemporaryDir folder;
    start();
    SearchRun& search = m_session->search();
    search.start({}, folder.filePath(QStringLiteral("search.jsonl")));
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->asked(protocol::method::search).size(), 1u, kWaitMs);
    const auto id = m_engine->asked(protocol::method::search)[0].id;
    protocol::GenerationReport report;
    report.generation = 2;
    report.best_set = *m_document->activeSet();
    m_engine->notify(protocol::method::generation, id, protocol::to_json(report));
    QTRY_VERIFY_WITH_TIMEOUT(search.best(), kWaitMs);
    search.setPaused(true);
    QCOMPARE(search.state(), SearchRun::State::Paused);
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->asked(protocol::method::pause).size(), 1u, kWaitMs);
    search.stop();
    QCOMPARE(search.state(), SearchRun::State::Stopping);
    QTRY_VERIFY_WITH_TIMEOUT(!m_engine->notifications.empty(), kWaitMs);
    m_engine->refuse(id, {protocol::error_code::cancelled, "stopped", {}, {}});
    QTRY_COMPARE_WITH_TIMEOUT(search.state(), SearchRun::State::Idle, kWaitMs);
    QVERIFY(search.best());
    QCOMPARE(search.generation(), 2);
}

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
