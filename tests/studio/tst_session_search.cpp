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

/// What becomes of a search and of its journal when it ends, is stopped, or the engine dies.
class TestSessionSearch : public SessionCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { make(); }
    void cleanup() { unmake(); }

    void searchKeepsItsJournal();
    void searchGoesOnAfterDeath();
    void stoppedSearchKeepsItsBest();
    void aMovedJournalIsWrittenOn();
    void anotherThatCannotBeginLosesNothing();
    void aJournalTooLongToSendIsSaidAtOnce();
};

void TestSessionSearch::searchKeepsItsJournal()
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

void TestSessionSearch::searchGoesOnAfterDeath()
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

void TestSessionSearch::stoppedSearchKeepsItsBest()
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
    m_engine->refuse(id, {protocol::error_code::cancelled, as_is("stopped"), {}, {}});
    QTRY_COMPARE_WITH_TIMEOUT(search.state(), SearchRun::State::Idle, kWaitMs);
    QVERIFY(search.best());
    QCOMPARE(search.generation(), 2);
}

/// The project was saved while a search runs, and its journal copied beside it.
void TestSessionSearch::aMovedJournalIsWrittenOn()
{
    QTemporaryDir folder;
    const QString before = folder.filePath(QStringLiteral("before.jsonl"));
    const QString after = folder.filePath(QStringLiteral("after.jsonl"));
    start();
    SearchRun& search = m_session->search();
    search.start({}, before);
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->asked(protocol::method::search).size(), 1u, kWaitMs);
    const auto id = m_engine->asked(protocol::method::search)[0].id;
    const auto content = [](const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    m_engine->notify(protocol::method::journal, id, {{"line", "{\"header\": 1}"}});
    QTRY_COMPARE_WITH_TIMEOUT(content(before), QByteArray("{\"header\": 1}\n"), kWaitMs);
    QVERIFY(QFile::copy(before, after));
    search.journalMoved(before, after);
    QCOMPARE(search.journalPath(), after);
    QCOMPARE(search.state(), SearchRun::State::Running);
    m_engine->notify(protocol::method::journal, id, {{"line", "{\"generation\": 0}"}});
    QTRY_COMPARE_WITH_TIMEOUT(content(after), QByteArray("{\"header\": 1}\n{\"generation\": 0}\n"), kWaitMs);
    QCOMPARE(content(before), QByteArray("{\"header\": 1}\n"));
}

void TestSessionSearch::anotherThatCannotBeginLosesNothing()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("search.jsonl"));
    start();
    SearchRun& search = m_session->search();
    QSignalSpy failed(&search, &SearchRun::failed);
    search.remember({}, path);
    QFile inTheWay(folder.filePath(QStringLiteral("file")));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    search.start({}, inTheWay.fileName() + QStringLiteral("/search.jsonl"));
    QCOMPARE(failed.size(), 1);
    QVERIFY(search.canGoOn());
    QCOMPARE(search.journalPath(), path);
}

void TestSessionSearch::aJournalTooLongToSendIsSaidAtOnce()
{
    QTemporaryDir folder;
    QFile journal(folder.filePath(QStringLiteral("search.jsonl")));
    QVERIFY(journal.open(QIODevice::WriteOnly));
    for (int i = 0; i < 17; ++i)
        journal.write(QByteArray(1 << 20, '1') + '\n');
    journal.close();
    start();
    SearchRun& search = m_session->search();
    QSignalSpy failed(&search, &SearchRun::failed);
    search.remember({}, journal.fileName());
    search.goOn();
    QCOMPARE(failed.size(), 1);
    const QString said = failed[0][0].toString();
    QVERIFY2(said.startsWith(QStringLiteral("its journal has 17 MiB")), qPrintable(said));
    QVERIFY2(said.endsWith(QStringLiteral("--resume --journal ") + journal.fileName()), qPrintable(said));
    QVERIFY(!search.isActive());
    QVERIFY(m_engine->asked(protocol::method::search).empty());
}

QTEST_GUILESS_MAIN(TestSessionSearch)
#include "tst_session_search.moc"
