// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/pill_button.h"
#include "views/search/search_panel.h"

#include <QAction>
#include <QSignalSpy>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::views;

namespace {

rope::Geometry demoGeometry()
{
    return { 64, 64, 10000.0, 256, rope::PairLayout::half_split };
}

rope::FactorSet setOf(double lambda)
{
    rope::FactorSet set;
    set.lambda.assign(32, lambda);
    return set;
}

} // namespace

/// A search of another program, looked at and gone on with.
class LoggedSearchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isLookedAtAndContinued();
};

void LoggedSearchTest::isLookedAtAndContinued()
{
    QWidget host; // the offscreen platform warns about size hints
    host.resize(1260, 175);
    auto* panel = new SearchPanel(&host);
    panel->resize(host.size());
    panel->setTask(demoGeometry(), 2048);
    panel->setAvailable(true);
    host.show();
    QVERIFY(QTest::qWaitForWindowExposed(&host));
    formats::SearchLog log;
    log.geometry = demoGeometry();
    log.iteration = 2;
    for (const double perplexity : { 5.0, 6.0 })
        log.population.push_back({ setOf(perplexity), perplexity });
    for (int generation = 0; generation < 3; ++generation) {
        log.generations.emplace_back();
        for (int i = 0; i < 3; ++i)
            log.generations.back().push_back({ setOf(9.0 - generation - i), 9.0 - generation - i });
    }
    QSignalSpy start(panel, &SearchPanel::startRequested);
    QVERIFY(!panel->continueAction()->isEnabled());
    panel->showLog(log, QStringLiteral("log-2048.json"));
    QCOMPARE(panel->plot()->history().generations().size(), 3u);
    QCOMPARE(panel->plot()->history().generation(0)->best, 7.0);
    QCOMPARE(panel->plot()->history().generation(0)->median, 7.5); // of the two that survive
    QCOMPARE(panel->plot()->history().generation(2)->best, 5.0);
    QVERIFY2(panel->statusText().contains(QStringLiteral("generation 2 of 2 · 9 evaluations")),
        qPrintable(panel->statusText()));
    QVERIFY(panel->statusText().contains(QStringLiteral("LongRoPE's search in log-2048.json")));
    QVERIFY(panel->statusText().contains(QStringLiteral("best 5.000 (on their text)")));
    // A click in the plot shows the curve of a generation's best.
    QSignalSpy curve(panel, &SearchPanel::curveRequested);
    const FitnessPlot* plot = panel->plot();
    QTRY_VERIFY(plot->plotArea().contains(plot->pixelOf(2, 5.0)));
    QTest::mouseClick(panel->plot(), Qt::LeftButton, {}, plot->pixelOf(2, 5.0).toPoint());
    QCOMPARE(curve.count(), 1);
    QCOMPARE(curve.at(0).at(0).value<rope::FactorSet>().lambda, setOf(5.0).lambda);

    PillButton* go = nullptr;
    for (PillButton* one : panel->findChildren<PillButton*>())
        if (one->text() == u"Continue the search")
            go = one;
    QVERIFY(go);
    QVERIFY(go->isVisible());
    panel->setAvailable(false, QStringLiteral("no engine"));
    QVERIFY(!go->isEnabled());
    panel->setAvailable(true);
    QTest::mouseClick(go, Qt::LeftButton);
    QCOMPARE(start.count(), 1);
    const auto params = start.at(0).at(0).value<protocol::SearchParams>();
    QCOMPARE(params.start.size(), 2u);
    QCOMPARE(params.start[0].lambda, setOf(5.0).lambda);
    QVERIFY(params.start[0].attention_factor > 1.1); // LongRoPE's formula at 2048 tokens
    panel->searchStarted(params);
    QVERIFY(!go->isVisible());
    QVERIFY(panel->plot()->history().isEmpty());
    // A search of our own has none.
    panel->searchInterrupted(QStringLiteral("stopped"), false);
    panel->startAction()->trigger();
    QVERIFY(start.at(1).at(0).value<protocol::SearchParams>().start.empty());
}

QTEST_MAIN(LoggedSearchTest)
#include "tst_logged_search.moc"
