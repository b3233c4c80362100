// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/client/engine_client.h"
#include "app/studio/client/process_transport.h"
#include "fake_engine.h"

#include <QSignalSpy>
#include <QTest>
#include <csignal>

using namespace ropewalk;
using namespace ropewalk::studio;

namespace {
constexpr int kWaitMs = 20'000;
}

/// The client against a far end that behaves well, badly, or dies.
class TestClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void answersInPieces();
    void refusalNamesFileAndPlace();
    void cancelAsksOnceAndIsAnswered();
    void deathFailsEveryRequest();
    void noEngineFailsLater();
    void answersOfTheDeadBelongToNobody();
    void malformed_data();
    void malformed();
    void aRequestTooLongIsRefusedAtOnce();
    void replyNeedsItsContext();
    void repliesCanAskAgain();
    void notificationsOfPendingRequestsOnly();
    void processDeath_data();
    void processDeath();
    void processIsKilled();
    void processSpeaks();

private:
    template <class T>
    auto keep(std::optional<Result<T>>& slot)
    {
        return [&slot, this](const Result<T>& result) {
            QVERIFY(!slot); // called once
            slot = result;
            Q_EMIT replied();
        };
    }

    EngineClient* m_client = nullptr;
    FakeEngine* m_engine = nullptr; ///< owned by the client

Q_SIGNALS:
    void replied();
};

void TestClient::init()
{
    m_client = new EngineClient;
    auto engine = std::make_unique<FakeEngine>();
    m_engine = engine.get();
    QSignalSpy connected(m_client, &EngineClient::connected);
    m_client->attach(std::move(engine));
    QVERIFY(connected.wait(kWaitMs));
}

void TestClient::cleanup()
{
    delete m_client;
}

void TestClient::answersInPieces()
{
    std::optional<Result<protocol::ScoreResult>> got;
    protocol::ScoreParams params;
    params.set.lambda = {1.0, 2.5};
    params.target = 2048;
    params.slot = "active";
    const Call call = m_client->score(params, this, keep(got));
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->requests.size(), 1u, kWaitMs);
    QVERIFY(call.isPending());
    const auto sent = protocol::from_json<protocol::ScoreParams>(m_engine->requests[0].params);
    QVERIFY(sent);
    QCOMPARE(sent->set.lambda, params.set.lambda);
    QCOMPARE(sent->slot, params.slot);

    protocol::ScoreResult result;
    result.perplexity = 2.5;
    result.target = 2048;
    const std::string bytes = FakeEngine::framed(
        protocol::to_text(protocol::Response{m_engine->requests[0].id, protocol::to_json(result), {}}));
    QVERIFY(!got);
    for (const char byte : bytes)
        m_engine->sendBytes(QByteArray(1, byte));
    QTRY_VERIFY_WITH_TIMEOUT(got, kWaitMs);
    QVERIFY(*got);
    QCOMPARE((*got)->perplexity, 2.5);
    QVERIFY(!call.isPending());
}

void TestClient::refusalNamesFileAndPlace()
{
    std::optional<Result<protocol::ModelInfo>> got;
    m_client->openModel({"/models/x", {}}, this, keep(got));
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->requests.size(), 1u, kWaitMs);
    m_engine->refuse(m_engine->requests[0].id,
        {protocol::error_code::failed, as_is("expected a number"), "/models/x/config.json", at_key("rope_theta")});
    QTRY_VERIFY_WITH_TIMEOUT(got, kWaitMs);
    QVERIFY(!*got);
    QCOMPARE(got->error().text(), std::string("/models/x/config.json: key rope_theta: expected a number"));
    QVERIFY(!got->error().cancelled);
}

void TestClient::cancelAsksOnceAndIsAnswered()
{
    std::optional<Result<protocol::SearchResult>> got;
    const Call call = m_client->search({}, this, keep(got));
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->requests.size(), 1u, kWaitMs);
    call.cancel();
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->notifications.size(), 1u, kWaitMs);
    QCOMPARE(m_engine->notifications[0].method, std::string(protocol::method::cancel));
    QCOMPARE(m_engine->notifications[0].params["id"].get<qint64>(), call.id());
    m_engine->refuse(m_engine->requests[0].id, {protocol::error_code::cancelled, as_is("stopped"), {}, {}});
    QTRY_VERIFY_WITH_TIMEOUT(got, kWaitMs);
    QVERIFY(got->error().cancelled);
    call.cancel(); // answered: nothing is sent any more
    m_client->pause(false, this, [](const auto&) {});
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->requests.size(), 2u, kWaitMs);
    QCOMPARE(m_engine->notifications.size(), 1u);
}

void TestClient::deathFailsEveryRequest()
{
    std::optional<Result<protocol::ScoreResult>> first, second;
    std::optional<Result<protocol::SearchResult>> answered;
    m_client->score({}, this, keep(first));
    m_client->search({}, this, keep(answered));
    m_client->score({}, this, keep(second));
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->requests.size(), 3u, kWaitMs);
    QSignalSpy disconnected(m_client, &EngineClient::disconnected);
    connect(m_client, &EngineClient::disconnected, this, [&] { QVERIFY(first && second); });
    // What it said before it died still counts.
    m_engine->answer(m_engine->requests[1].id, protocol::to_json(protocol::SearchResult{}));
    m_engine->die(QStringLiteral("out of memory"));
    QVERIFY(disconnected.wait(kWaitMs));
    QCOMPARE(disconnected[0][0].toString(), QStringLiteral("out of memory"));
    QVERIFY(answered && *answered);
    QCOMPARE(first->error().text(), std::string("out of memory"));
    QCOMPARE(second->error().text(), std::string("out of memory"));
    QVERIFY(!m_client->isConnected());
}

void TestClient::noEngineFailsLater()
{
    m_client->detach(QStringLiteral("stopped"));
    std::optional<Result<protocol::ScoreResult>> got;
    const Call call = m_client->score({}, this, keep(got));
    QVERIFY(!got); // never from inside the call
    QVERIFY(call.isPending());
    QTRY_VERIFY_WITH_TIMEOUT(got, kWaitMs);
    QVERIFY(!*got);
}

void TestClient::answersOfTheDeadBelongToNobody()
{
    std::optional<Result<protocol::ScoreResult>> old, fresh;
    m_client->score({}, this, keep(old));
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->requests.size(), 1u, kWaitMs);
    auto next = std::make_unique<FakeEngine>();
    FakeEngine* engine = next.get();
    m_client->attach(std::move(next));
    QVERIFY(old && !*old);
    QTRY_VERIFY_WITH_TIMEOUT(m_client->isConnected(), kWaitMs);
    m_client->score({}, this, keep(fresh));
    QTRY_COMPARE_WITH_TIMEOUT(engine->requests.size(), 1u, kWaitMs);
    // An answer under the dead one's id is ignored, the right one is taken.
    engine->answer(std::int64_t(1), protocol::to_json(protocol::ScoreResult{}));
    protocol::ScoreResult right;
    right.perplexity = 7;
    engine->answer(engine->requests[0].id, protocol::to_json(right));
    QTRY_VERIFY_WITH_TIMEOUT(fresh, kWaitMs);
    QCOMPARE((*fresh)->perplexity, 7.0);
}

void TestClient::malformed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto framed = [](const char* body) { return QByteArray::fromStdString(FakeEngine::framed(body)); };
    QTest::newRow("no JSON") << framed("{\"jsonrpc\": ");
    QTest::newRow("a batch") << framed("[]");
    QTest::newRow("no method, no result") << framed("{\"jsonrpc\": \"2.0\", \"id\": 4}");
    QTest::newRow("an id of another kind") << framed("{\"jsonrpc\": \"2.0\", \"id\": \"x\", \"result\": 1}");
    QTest::newRow("no length") << QByteArray("Content-Type: x\r\n\r\n");
    QTest::newRow("too long") << QByteArray("Content-Length: 17000000\r\n\r\n") + QByteArray(17'000'000, ' ');
}

void TestClient::malformed()
{
    QFETCH(QByteArray, bytes);
    QSignalSpy malformed(m_client, &EngineClient::malformed);
    std::optional<Result<protocol::ScoreResult>> got;
    m_client->score({}, this, keep(got));
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->requests.size(), 1u, kWaitMs);
    m_engine->sendBytes(bytes);
    QTRY_VERIFY_WITH_TIMEOUT(!malformed.isEmpty(), kWaitMs);
    QVERIFY(!malformed[0][0].toString().isEmpty());
    m_engine->answer(m_engine->requests[0].id, protocol::to_json(protocol::ScoreResult{}));
    QTRY_VERIFY_WITH_TIMEOUT(got && *got, kWaitMs);
}

/// The engine would skip it without an answer.
void TestClient::aRequestTooLongIsRefusedAtOnce()
{
    protocol::SearchParams params;
    params.journal.assign(17, std::string(1 << 20, 'a'));
    std::optional<Result<protocol::SearchResult>> got;
    m_client->search(params, this, keep(got));
    QTRY_VERIFY_WITH_TIMEOUT(got, kWaitMs);
    QVERIFY(!*got);
    QCOMPARE(got->error().text(),
        std::string("its message to the engine has 17 MiB, and the engine takes at most 16"));
    QVERIFY(m_engine->requests.empty());
    // The connection goes on.
    std::optional<Result<protocol::ScoreResult>> after;
    m_client->score({}, this, keep(after));
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->requests.size(), 1u, kWaitMs);
}

void TestClient::replyNeedsItsContext()
{
    auto* context = new QObject;
    bool called = false;
    m_client->score({}, context, [&](const auto&) { called = true; });
    std::optional<Result<protocol::ScoreResult>> after;
    m_client->score({}, this, keep(after));
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->requests.size(), 2u, kWaitMs);
    delete context;
    for (const auto& request : m_engine->requests)
        m_engine->answer(request.id, protocol::to_json(protocol::ScoreResult{}));
    QTRY_VERIFY_WITH_TIMEOUT(after, kWaitMs);
    QVERIFY(!called);
}

void TestClient::repliesCanAskAgain()
{
    int replies = 0;
    std::function<void(const Result<protocol::ScoreResult>&)> again = [&](const auto&) {
        if (++replies < 3)
            m_client->score({}, this, again);
    };
    m_client->score({}, this, again);
    connect(m_engine, &FakeEngine::requested, this, [&] {
        m_engine->answer(m_engine->requests.back().id, protocol::to_json(protocol::ScoreResult{}));
    });
    QTRY_COMPARE_WITH_TIMEOUT(replies, 3, kWaitMs);
}

void TestClient::notificationsOfPendingRequestsOnly()
{
    QSignalSpy generations(m_client, &EngineClient::generation);
    QSignalSpy lines(m_client, &EngineClient::journalLine);
    std::optional<Result<protocol::SearchResult>> got;
    m_client->search({}, this, keep(got));
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->requests.size(), 1u, kWaitMs);
    const protocol::Id id = m_engine->requests[0].id;
    protocol::GenerationReport report;
    report.generation = 3;
    m_engine->notify(protocol::method::generation, id, protocol::to_json(report));
    m_engine->notify(protocol::method::journal, id, {{"line", "{}"}});
    m_engine->notify(protocol::method::generation, std::int64_t(99), protocol::to_json(report));
    m_engine->answer(id, protocol::to_json(protocol::SearchResult{}));
    m_engine->notify(protocol::method::journal, id, {{"line", "late"}});
    QTRY_VERIFY_WITH_TIMEOUT(got, kWaitMs);
    QSignalSpy malformed(m_client, &EngineClient::malformed);
    m_engine->sendBody("[]"); // comes after all of them
    QVERIFY(malformed.wait(kWaitMs));
    QCOMPARE(generations.size(), 1);
    QCOMPARE(generations[0][1].value<protocol::GenerationReport>().generation, 3);
    QCOMPARE(lines.size(), 1);
}

void TestClient::processDeath_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");
    const QString shell = QStringLiteral("/bin/sh");
    QTest::newRow("ends") << shell << QStringList{QStringLiteral("-c"), QStringLiteral("exit 3")}
                          << QStringLiteral("code 3");
    QTest::newRow("last words") << shell
                                << QStringList{QStringLiteral("-c"), QStringLiteral("echo a; echo no room >&2; exit 1")}
                                << QStringLiteral("no room");
    QTest::newRow("killed") << shell << QStringList{QStringLiteral("-c"), QStringLiteral("kill -9 $$")}
                            << QStringLiteral("signal 9");
    QTest::newRow("not there") << QStringLiteral("/no/such/engine") << QStringList()
                               << QStringLiteral("could not be started");
}

void TestClient::processDeath()
{
    QFETCH(QString, program);
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    QSignalSpy disconnected(m_client, &EngineClient::disconnected);
    m_client->attach(std::make_unique<ProcessTransport>(program, arguments));
    QTRY_COMPARE_WITH_TIMEOUT(disconnected.size(), 1, kWaitMs);
    const QString reason = disconnected[0][0].toString();
    QVERIFY2(reason.contains(says), qPrintable(reason));
}

void TestClient::processIsKilled()
{
    auto transport = std::make_unique<ProcessTransport>(QStringLiteral("/bin/cat"), QStringList());
    ProcessTransport* process = transport.get();
    QSignalSpy disconnected(m_client, &EngineClient::disconnected);
    m_client->attach(std::move(transport));
    QTRY_VERIFY_WITH_TIMEOUT(m_client->isConnected(), kWaitMs);
    std::optional<Result<protocol::ScoreResult>> got;
    ::kill(pid_t(process->processId()), SIGKILL);
    m_client->score({}, this, keep(got));
    QTRY_COMPARE_WITH_TIMEOUT(disconnected.size(), 1, kWaitMs);
    QVERIFY(got && !*got);
    QVERIFY(QString::fromStdString(got->error().text()).contains(QStringLiteral("signal 9")));
}

void TestClient::processSpeaks()
{
    // cat sends back what it is sent: a request, which answers nothing.
    QSignalSpy malformed(m_client, &EngineClient::malformed);
    m_client->attach(std::make_unique<ProcessTransport>(QStringLiteral("/bin/cat"), QStringList()));
    QTRY_VERIFY_WITH_TIMEOUT(m_client->isConnected(), kWaitMs);
    m_client->score({}, this, [](const auto&) {});
    QVERIFY(malformed.wait(kWaitMs));
}

QTEST_GUILESS_MAIN(TestClient)
#include "tst_client.moc"
