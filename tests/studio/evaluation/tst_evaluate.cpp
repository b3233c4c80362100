// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/jobs_control.h"
#include "app/studio/session/new_project.h"
#include "evaluate_case.h"
#include "views/entropy/entropy_panel.h"
#include "views/evaluation/segments.h"
#include "views/evaluation/set_choice.h"
#include "views/heatmap/heat_map.h"
#include "views/passkey/passkey_panel.h"
#include "views/passkey/transcript.h"
#include "views/search/jobs/job_row.h"
#include "views/search/jobs/jobs_view.h"

#include <QAbstractButton>
#include <QDir>
#include <QSignalSpy>

using namespace ropewalk;
using namespace ropewalk::studio;

namespace {

protocol::PasskeyCellReport cellReport(int correct)
{
    return {{512, 0.5, 1, correct, 0.2, 1},
        {512, 0.5, 0, "The pass key is", "41234", correct ? "41234" : "7", correct == 1, "set"}};
}

protocol::PasskeyResult passkeyResult(double accuracy)
{
    protocol::PasskeyResult result;
    result.cells = {{512, 0.5, 2, int(2 * accuracy), 0.1, 1}};
    result.accuracy = accuracy;
    result.seconds = 1;
    return result;
}

} // namespace

/// The evaluations' page with the session behind it and an engine in the test's hands: what is asked, what is shown of
/// partial results, refusals and deaths, and what is kept.
class TestEvaluate : public EvaluateCase
{
    Q_OBJECT

private Q_SLOTS:
    void waitsForTheEngine();
    void oneRequestASet();
    void fillsWhileItRuns();
    void isStoppedAndRunAgain();
    void refusalIsSaid();
    void deathIsSaid();
    void isListedAmongTheJobs();
    void searchIsNamedInPlainWords();
    void editedSetShowsNothing();
    void resultsAreKept();
    void resultsGoAlongWithTheProject();
    void needleSettingsComeBack();
    void clickBringsTheText();
    void priceFollowsTheLastRun();

private:
    static QStringList jobNames(const views::JobsView& jobs)
    {
        QStringList names;
        for (const auto* row : jobs.findChildren<views::JobRow*>())
            names << row->accessibleName();
        return names;
    }
    views::CellGrid* grid(std::size_t map) { return m_page->passkey->maps()[map]->grid(); }
    int resultFiles(const QString& where) const { return int(QDir(where).entryList({QStringLiteral("*.json")}).size()); }
};

void TestEvaluate::waitsForTheEngine()
{
    QVERIFY(!m_page->passkey->runAction()->isEnabled());
    QCOMPARE(m_page->passkey->statusText(), QStringLiteral("The engine is getting ready."));
    QVERIFY(!m_page->measure[1]->isEnabled());
    start();
    QVERIFY(m_page->measure[1]->isEnabled());
    QVERIFY(m_page->passkey->isEmpty());
}

void TestEvaluate::oneRequestASet()
{
    start();
    m_page->sets->setChosen({"mine-1", "pi", "none"});
    m_page->measure[1]->trigger();
    QCOMPARE(m_page->shown(), m_page->passkey);
    const auto first = asked(protocol::method::passkey, 0);
    const auto params = protocol::from_json<protocol::PasskeyParams>(first.params);
    QCOMPARE(params->set.lambda, m_document->activeSet()->lambda);
    QCOMPARE(params->lengths, (std::vector<std::int64_t>{256, 512, 1024, 2048}));
    QCOMPARE(m_engine->asked(protocol::method::passkey).size(), std::size_t(1));
    QTRY_COMPARE(m_page->passkey->statusText(), QStringLiteral("measuring A mine (2 more wait)"));

    m_engine->answer(first.id, protocol::to_json(passkeyResult(1)));
    const auto second = asked(protocol::method::passkey, 1);
    QCOMPARE(protocol::from_json<protocol::PasskeyParams>(second.params)->set.lambda.back(), 8.0);
    m_engine->answer(second.id, protocol::to_json(passkeyResult(0.5)));
    m_engine->answer(asked(protocol::method::passkey, 2).id, protocol::to_json(passkeyResult(0)));
    QTRY_VERIFY_WITH_TIMEOUT(!m_page->passkey->isRunning(), kWaitMs);
    QCOMPARE(m_page->passkey->headingOf(1), QStringLiteral("B PI · 50 % found"));

    // Nothing is missing, so nothing is asked.
    m_page->runShown->trigger();
    QVERIFY(!m_page->passkey->isRunning());
    m_page->sets->setChosen({"mine-1", "yarn"}); // the same rotation under another name
    QCOMPARE(m_page->passkey->headingOf(1), QStringLiteral("B YaRN · 100 % found"));
}

void TestEvaluate::fillsWhileItRuns()
{
    start();
    m_page->measure[1]->trigger();
    const auto request = asked(protocol::method::passkey, 0);
    m_engine->notify(protocol::method::progress, request.id, protocol::to_json(protocol::JobProgress{1, 40, 12, {}}));
    m_engine->notify(protocol::method::passkey_cell, request.id, protocol::to_json(cellReport(1)));
    QTRY_COMPARE_WITH_TIMEOUT(grid(0)->cell(2, 1).text, QStringLiteral("1/1"), kWaitMs);
    QVERIFY(m_page->passkey->statusText().contains(QStringLiteral("1 of 40 · 12 s left")));
    QTest::keyClick(m_page->passkey->maps()[0], Qt::Key_Down); // the first cell has no trial yet
    QVERIFY(m_page->passkey->transcript()->toPlainText().contains(QStringLiteral("not measured yet")));
    m_page->passkey->maps()[0]->setCurrentIndex(grid(0)->index(2, 1));
    QVERIFY(m_page->passkey->transcript()->toPlainText().contains(QStringLiteral("produced 41234")));
}

void TestEvaluate::isStoppedAndRunAgain()
{
    start();
    m_page->measure[1]->trigger();
    const auto request = asked(protocol::method::passkey, 0);
    m_engine->notify(protocol::method::passkey_cell, request.id, protocol::to_json(cellReport(0)));
    QTRY_COMPARE_WITH_TIMEOUT(grid(0)->cell(2, 1).text, QStringLiteral("0/1"), kWaitMs);
    m_page->stopShown->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->notifications.size(), std::size_t(1), kWaitMs);
    QCOMPARE(m_engine->notifications[0].method, std::string(protocol::method::cancel));
    m_engine->refuse(request.id, {protocol::error_code::cancelled, as_is("stopped"), {}, {}});
    QTRY_VERIFY_WITH_TIMEOUT(!m_page->passkey->isRunning(), kWaitMs);
    QCOMPARE(grid(0)->cell(2, 1).text, QStringLiteral("0/1")); // what was measured stays
    QCOMPARE(m_page->passkey->statusText(), QString());
    QCOMPARE(resultFiles(folder("data/results")), 0);
    m_page->runShown->trigger();
    asked(protocol::method::passkey, 1);
    QVERIFY(m_page->passkey->isRunning());
}

void TestEvaluate::refusalIsSaid()
{
    start();
    m_page->measure[0]->trigger();
    const auto request = asked(protocol::method::entropy, 0);
    m_engine->refuse(request.id, {protocol::error_code::failed, as_is("the text has 300 tokens, 2048 are needed"), {}, {}});
    QTRY_COMPARE_WITH_TIMEOUT(m_page->entropy->statusText(),
        QStringLiteral("A mine: the text has 300 tokens, 2048 are needed"), kWaitMs);
    QVERIFY(!m_page->entropy->isRunning());
    QVERIFY(m_page->entropy->isEmpty());
    QCOMPARE(m_engine->asked(protocol::method::entropy).size(), std::size_t(1)); // B is not asked for in vain
}

void TestEvaluate::deathIsSaid()
{
    start();
    m_page->measure[1]->trigger();
    const auto request = asked(protocol::method::passkey, 0);
    m_engine->notify(protocol::method::passkey_cell, request.id, protocol::to_json(cellReport(1)));
    QTRY_COMPARE_WITH_TIMEOUT(grid(0)->cell(2, 1).text, QStringLiteral("1/1"), kWaitMs);
    m_engine->die(QStringLiteral("out of memory"));
    QTRY_VERIFY_WITH_TIMEOUT(!m_page->passkey->isRunning(), kWaitMs);
    QVERIFY2(m_page->passkey->statusText().startsWith(
                 QStringLiteral("The engine stopped while A mine was measured: out of memory")),
        qPrintable(m_page->passkey->statusText()));
    QCOMPARE(grid(0)->cell(2, 1).text, QStringLiteral("1/1"));
    // It is started again by itself; then the evaluation can be run again.
    QTRY_VERIFY_WITH_TIMEOUT(m_page->passkey->runAction()->isEnabled(), kWaitMs);
    m_page->runShown->trigger();
    asked(protocol::method::passkey, 0);
}

void TestEvaluate::searchIsNamedInPlainWords()
{
    views::JobsView jobs;
    new JobsControl(*m_document, *m_session, jobs, &jobs);
    start();
    protocol::SearchParams params;
    params.target = 8 * m_document->geometry().original_length;
    params.generations = 40;
    m_session->search().start(params, folder("search.jsonl"));
    const auto request = asked(protocol::method::search, 0);
    QTRY_VERIFY_WITH_TIMEOUT(jobNames(jobs).contains(QStringLiteral("Search 8×")), kWaitMs);
    protocol::EvaluationReport report;
    report.generation = 12;
    m_engine->notify(protocol::method::evaluation, request.id, protocol::to_json(report));
    QTRY_VERIFY_WITH_TIMEOUT(jobNames(jobs).contains(QStringLiteral("Search 8× · generation 12 of 40")), kWaitMs);
    QVERIFY(!jobNames(jobs).contains(QStringLiteral("Search 8×")));
}

void TestEvaluate::isListedAmongTheJobs()
{
    views::JobsView jobs;
    new JobsControl(*m_document, *m_session, jobs, &jobs);
    start();
    m_page->measure[2]->trigger();
    const auto request = asked(protocol::method::curve, 0);
    QTRY_VERIFY_WITH_TIMEOUT(jobs.count() > 0, kWaitMs);
    QTRY_VERIFY2_WITH_TIMEOUT(jobNames(jobs).contains(QStringLiteral("Perplexity by length of A mine")),
        qPrintable(jobNames(jobs).join(u'\n')), kWaitMs);
    Q_EMIT jobs.cancelRequested(QStringLiteral("curve"));
    QTRY_COMPARE_WITH_TIMEOUT(m_engine->notifications.size(), std::size_t(1), kWaitMs);
    m_engine->refuse(request.id, {protocol::error_code::cancelled, as_is("stopped"), {}, {}});
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->evaluations().curve().isRunning(), kWaitMs);
}

void TestEvaluate::editedSetShowsNothing()
{
    start();
    m_page->sets->setChosen({"mine-1"});
    m_page->measure[1]->trigger();
    m_engine->answer(asked(protocol::method::passkey, 0).id, protocol::to_json(passkeyResult(1)));
    QTRY_COMPARE_WITH_TIMEOUT(m_page->passkey->headingOf(0), QStringLiteral("A mine · 100 % found"), kWaitMs);
    auto lambda = m_document->activeSet()->lambda;
    lambda.back() += 1;
    m_document->setLambda("mine-1", lambda);
    QVERIFY(m_page->passkey->isEmpty());
    m_document->undoStack()->undo();
    QVERIFY(!m_page->passkey->isEmpty());
    QCOMPARE(m_page->passkey->headingOf(0), QStringLiteral("A mine · 100 % found"));
}

void TestEvaluate::resultsAreKept()
{
    start();
    m_page->sets->setChosen({"mine-1"});
    m_page->measure[1]->trigger();
    m_engine->answer(asked(protocol::method::passkey, 0).id, protocol::to_json(passkeyResult(0.5)));
    QTRY_COMPARE_WITH_TIMEOUT(resultFiles(folder("data/results")), 1, kWaitMs);
    // A window that opens the same later reads them back.
    const project::Project same = m_document->project();
    m_files->begin(same);
    QCOMPARE(m_page->passkey->headingOf(0), QStringLiteral("A mine · 50 % found"));
    // Another model has none of them.
    project::Project other = same;
    other.model_fingerprint = "another";
    m_files->begin(other);
    QVERIFY(m_page->passkey->isEmpty());
}

void TestEvaluate::resultsGoAlongWithTheProject()
{
    start();
    m_page->sets->setChosen({"mine-1"});
    protocol::PasskeyParams settings = m_page->passkey->params();
    settings.lengths = {512};
    settings.trials = 2;
    m_page->passkey->setParams(settings);
    m_page->measure[1]->trigger();
    m_engine->answer(asked(protocol::method::passkey, 0).id, protocol::to_json(passkeyResult(0.5)));
    QTRY_COMPARE_WITH_TIMEOUT(resultFiles(folder("data/results")), 1, kWaitMs);
    QVERIFY(m_files->saveAs(folder("mine.ropewalk")));
    QCOMPARE(resultFiles(folder("mine.results")), 1);

    m_files->begin(demoProject());
    m_page->passkey->setParams({{}, {256, 2048}, 5, 4});
    QVERIFY(m_page->passkey->isEmpty());
    QVERIFY(m_files->open(folder("mine.ropewalk")));
    // With the settings that it was measured with.
    QCOMPARE(m_page->passkey->params().lengths, std::vector<std::int64_t>{512});
    QCOMPARE(m_page->passkey->headingOf(0), QStringLiteral("A mine · 50 % found"));
}

void TestEvaluate::needleSettingsComeBack()
{
    start();
    m_page->sets->setChosen({"mine-1"});
    protocol::NeedleParams settings;
    settings.lengths = {300, 600};
    settings.depths = 3;
    settings.keys = 5;
    settings.filler = "demo";
    m_page->passkey->setNeedle(true);
    m_page->passkey->setNeedleParams(settings);
    m_page->measure[1]->trigger();
    protocol::NeedleResult result;
    result.points = {{300, 0, 2, 12, 0.1, 1.1}};
    m_engine->answer(asked(protocol::method::needle, 0).id, protocol::to_json(result));
    QTRY_COMPARE_WITH_TIMEOUT(resultFiles(folder("data/results")), 1, kWaitMs);
    QVERIFY(m_files->saveAs(folder("mine.ropewalk")));

    m_files->begin(demoProject());
    m_page->passkey->setNeedle(false);
    m_page->passkey->setParams({{}, {256, 2048}, 5, 4});
    QVERIFY(m_files->open(folder("mine.ropewalk")));
    QVERIFY(m_page->passkey->isNeedle());
    QCOMPARE(m_page->passkey->needleParams().lengths, (std::vector<std::int64_t>{300, 600}));
    QCOMPARE(m_page->passkey->needleParams().keys, 5);
    QCOMPARE(m_page->passkey->needleParams().filler, std::string("demo"));
    QVERIFY(!m_page->passkey->isEmpty());
}

void TestEvaluate::clickBringsTheText()
{
    start();
    m_page->measure[0]->trigger();
    const auto request = asked(protocol::method::entropy, 0);
    protocol::EntropyLayerReport report;
    report.bins = {{0, 100}, {100, 2048}};
    report.layers = 2;
    report.windows = report.of = 1;
    report.values = {1, {1.5, 2.5}, {0.1, 0.2}, {10, 20}, {{1, 2}, {2, 3}}, {{0.3, 0.4}, {0.5, 0.6}}};
    m_engine->notify(protocol::method::entropy_layer, request.id, protocol::to_json(report));
    views::CellGrid* map = m_page->entropy->heads()->map()->grid();
    QTRY_COMPARE_WITH_TIMEOUT(map->rowCount(), 2, kWaitMs);
    QCOMPARE(map->cell(1, 1).value, 2.5);
    QVERIFY(std::isnan(map->cell(0, 0).value));

    Q_EMIT m_page->entropy->detail()->queryChosen(7);
    for (std::size_t i = 0; i < 2; ++i) {
        const auto rows = asked(protocol::method::attention_rows, i);
        const auto params = protocol::from_json<protocol::AttentionRowsParams>(rows.params);
        QCOMPARE(params->rows.at(0).query, 7);
        QCOMPARE(params->target, 2048);
        protocol::AttentionRowsResult answer;
        answer.rows = {{0, 0, 7, " keeper", 8, 1.0, {{0, 1, 0.9, "The"}, {1, 8, 0.1, ""}}}};
        m_engine->answer(rows.id, protocol::to_json(answer));
    }
    QTRY_COMPARE_WITH_TIMEOUT(m_page->entropy->detail()->text()->current(), 0, kWaitMs);
    QCOMPARE(m_page->entropy->detail()->text()->reading(0),
        QStringLiteral("token 0 “The”: A mine 90 %, B none 90 %"));
}

void TestEvaluate::priceFollowsTheLastRun()
{
    start();
    m_page->sets->setChosen({"mine-1"});
    Measuring<PasskeyKind>& passkey = m_session->evaluations().passkey();
    QCOMPARE(passkey.secondsFor(1000), 0.0);
    const double tokens = passkey.tokensFor(m_page->passkey->params(), m_page->sets->compared());
    QVERIFY(tokens >= (256 + 512 + 1024 + 2048) * 5 * 2);
    m_page->measure[1]->trigger();
    m_engine->answer(asked(protocol::method::passkey, 0).id, protocol::to_json(passkeyResult(1)));
    QTRY_VERIFY_WITH_TIMEOUT(!m_page->passkey->isRunning(), kWaitMs);
    QCOMPARE(passkey.tokensFor(m_page->passkey->params(), m_page->sets->compared()), 0.0);
    m_page->sets->setChosen({"mine-1", "pi"});
    QCOMPARE(passkey.tokensFor(m_page->passkey->params(), m_page->sets->compared()), tokens);
}

QTEST_MAIN(TestEvaluate)
#include "tst_evaluate.moc"
