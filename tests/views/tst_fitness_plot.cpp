// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/theme.h"
#include "views/search/fitness_history.h"
#include "views/search/fitness_plot.h"

#include <QSignalSpy>
#include <QTest>
#include <QWindow>
#include <cmath>
#include <limits>
#include <memory>

using namespace ropewalk;
using namespace ropewalk::views;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

rope::FactorSet setOf(double lambda)
{
    rope::FactorSet set;
    set.lambda.assign(32, lambda);
    return set;
}

protocol::EvaluationReport evaluation(int generation, int index, int of, double fitness, double best)
{
    protocol::EvaluationReport report;
    report.generation = generation;
    report.evaluated = index;
    report.of = of;
    report.fitness = fitness;
    report.best = best;
    return report;
}

protocol::GenerationReport generation(int number, double best, double median)
{
    protocol::GenerationReport report;
    report.generation = number;
    report.generations = 10;
    report.best = best;
    report.median = median;
    report.best_set = setOf(number + 1);
    return report;
}

} // namespace

class FitnessPlotTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_host.reset(); }
    void linesFollowTheReports();
    void notANumberIsCountedNotDrawn();
    void rangeIgnoresOutliers();
    void dotsAreThinned();
    void reportsAreGathered();
    void clickShowsACandidate();
    void clickShowsAGeneration();
    void keysWalkGenerations();
    void emptyTextThenAxes();
    void manyCandidates();

private:
    void settle();

    std::unique_ptr<QWidget> m_host; ///< a bare window: the offscreen platform warns about size hints
    FitnessPlot* m_plot = nullptr;
};

void FitnessPlotTest::init()
{
    m_host = std::make_unique<QWidget>();
    m_host->setPalette(paletteFor(lightTheme()));
    m_host->resize(900, 200);
    m_plot = new FitnessPlot(m_host.get());
    m_host->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_host.get()));
}

void FitnessPlotTest::settle()
{
    QSignalSpy refreshed(m_plot, &FitnessPlot::refreshed);
    QVERIFY(refreshed.wait());
}

void FitnessPlotTest::linesFollowTheReports()
{
    FitnessHistory history;
    QVERIFY(history.isEmpty());
    QCOMPARE(history.latestGeneration(), -1);
    history.add(evaluation(0, 1, 2, 9.0, 9.0));
    history.add(evaluation(0, 2, 2, 4.0, 4.0));
    QCOMPARE(history.bestLine(), QList<QPointF>({ { 0, 4.0 } }));
    history.add(generation(0, 4.0, 6.0));
    QCOMPARE(history.bestLine(), QList<QPointF>({ { 0, 4.0 } }));
    QCOMPARE(history.medianLine(), QList<QPointF>({ { 0, 6.0 } }));
    // The best of the generation under way is live.
    history.add(evaluation(1, 1, 2, 3.5, 3.5));
    QCOMPARE(history.bestLine(), QList<QPointF>({ { 0, 4.0 }, { 1, 3.5 } }));
    history.add(generation(1, 3.5, 4.5));
    history.add(generation(1, 3.25, 4.5)); // told again after a resume
    QCOMPARE(history.bestLine(), QList<QPointF>({ { 0, 4.0 }, { 1, 3.25 } }));
    QCOMPARE(history.generations().size(), 2u);
    QCOMPARE(*history.best(), 3.25);
    // Candidates of a generation stand in order within its width.
    QVERIFY(history.candidates()[0].place < history.candidates()[1].place);
    QVERIFY(std::abs(history.candidates()[1].place) < 0.5);
    // A candidate that a resumed search tells again is there already.
    protocol::EvaluationReport fourth = evaluation(1, 2, 2, 3.75, 3.25);
    fourth.evaluations = 4;
    history.add(fourth);
    history.add(fourth);
    QCOMPARE(history.candidates().size(), 4u);
    history.clear();
    QVERIFY(history.isEmpty());
}

void FitnessPlotTest::notANumberIsCountedNotDrawn()
{
    FitnessHistory history;
    history.add(evaluation(0, 1, 4, infinite, infinite));
    QVERIFY(!history.best());
    history.add(evaluation(0, 2, 4, std::nan(""), infinite));
    history.add(evaluation(0, 3, 4, 5.0, 5.0));
    QCOMPARE(history.withoutNumber(), 2);
    QCOMPARE(*history.best(), 5.0);
    history.add(generation(0, 5.0, infinite));
    QVERIFY(history.medianLine().isEmpty());
    const auto [low, high] = history.range({});
    QVERIFY(std::isfinite(low) && std::isfinite(high) && low < 5.0 && high > 5.0);
    const QList<QPointF> dots = history.dots(-0.5, 10.5, low, high, QSizeF(500, 100));
    QCOMPARE(dots.size(), 1);
    QCOMPARE(dots[0].y(), 5.0);
}

void FitnessPlotTest::rangeIgnoresOutliers()
{
    FitnessHistory history;
    for (int i = 1; i <= 20; ++i)
        history.add(evaluation(0, i, 20, i == 3 ? 75.0 : 3.0 + 0.01 * i, 3.01));
    history.add(generation(0, 3.01, 40.0));
    history.add(generation(1, 2.6, 2.9));
    const auto [low, high] = history.range({ 3.34, 2.44 });
    QVERIFY(low < 2.44 && low > 2.3);
    QVERIFY(high > 3.34 && high < 4.0);
    QCOMPARE(FitnessHistory().range({}), std::pair(0.0, 1.0));
    QVERIFY(FitnessHistory().range({ 2.0, infinite }).second < 2.1);
}

void FitnessPlotTest::dotsAreThinned()
{
    FitnessHistory history;
    for (int i = 1; i <= 1000; ++i)
        history.add(evaluation(0, i, 1000, 2.5 + 1e-6 * i, 2.5));
    const QList<QPointF> dots = history.dots(-0.5, 0.5, 2, 3, QSizeF(100, 100));
    QVERIFY(dots.size() <= 50);
    QVERIFY(dots.size() >= 25);
}

void FitnessPlotTest::reportsAreGathered()
{
    QSignalSpy refreshed(m_plot, &FitnessPlot::refreshed);
    for (int i = 1; i <= 50; ++i)
        m_plot->addEvaluation(evaluation(0, i, 50, 3, 3));
    m_plot->addGeneration(generation(0, 3, 3.5));
    QCOMPARE(refreshed.count(), 0);
    QVERIFY(refreshed.wait());
    QCOMPARE(refreshed.count(), 1);
    QVERIFY(m_plot->accessibleDescription().contains(QStringLiteral("best perplexity 3")));
}

void FitnessPlotTest::clickShowsACandidate()
{
    m_plot->resize(700, 180);
    m_plot->setGenerations(4);
    protocol::EvaluationReport report = evaluation(0, 1, 2, 3.2, 3.2);
    report.candidate = setOf(5);
    m_plot->addEvaluation(report);
    m_plot->addEvaluation(evaluation(0, 2, 2, 3.0, 3.0)); // its factors were not sent
    m_plot->addGeneration(generation(0, 3.0, 3.1));
    settle();
    QSignalSpy curve(m_plot, &FitnessPlot::curveRequested);
    const auto press = [&](const FitnessHistory::Candidate& one) {
        const QPoint at = m_plot->pixelOf(one.place, one.fitness).toPoint();
        QTest::mouseMove(m_host->windowHandle(), at);
        QVERIFY(m_plot->readout().startsWith(QStringLiteral("generation 0 · candidate")));
        QTest::mouseClick(m_plot, Qt::LeftButton, {}, at);
    };
    press(m_plot->history().candidates()[0]);
    QCOMPARE(curve.count(), 1);
    QCOMPARE(curve.at(0).at(0).value<rope::FactorSet>().lambda, setOf(5).lambda);
    QCOMPARE(curve.at(0).at(1).toString(), QStringLiteral("candidate of generation 0, 3.200"));
    press(m_plot->history().candidates()[1]);
    QCOMPARE(
        curve.at(1).at(0).value<rope::FactorSet>().lambda, setOf(1).lambda); // the generation's best instead
}

void FitnessPlotTest::clickShowsAGeneration()
{
    m_plot->resize(700, 180);
    m_plot->setGenerations(10);
    for (int i = 0; i < 6; ++i)
        m_plot->addGeneration(generation(i, 3.0 - 0.1 * i, 3.2 - 0.1 * i));
    settle();
    QSignalSpy curve(m_plot, &FitnessPlot::curveRequested);
    const QPointF anywhere(m_plot->pixelOf(4, 3).x() + 3, m_plot->plotArea().top() + 5);
    QTest::mouseClick(m_plot, Qt::LeftButton, {}, anywhere.toPoint());
    QCOMPARE(curve.count(), 1);
    QCOMPARE(curve.at(0).at(0).value<rope::FactorSet>().lambda, setOf(5).lambda);
    QCOMPARE(m_plot->readout(), QStringLiteral("generation 4 · best 2.600 · median 2.800"));
    // A generation to come has nothing to show.
    QTest::mouseClick(m_plot, Qt::LeftButton, {}, m_plot->pixelOf(9, 2.8).toPoint());
    QCOMPARE(curve.count(), 1);
}

void FitnessPlotTest::keysWalkGenerations()
{
    m_plot->resize(700, 180);
    for (int i = 0; i < 3; ++i)
        m_plot->addGeneration(generation(i, 3.0 - 0.1 * i, 3.2));
    settle();
    QSignalSpy curve(m_plot, &FitnessPlot::curveRequested);
    QTest::keyClick(m_plot, Qt::Key_Return);
    QCOMPARE(curve.count(), 0);
    QTest::keyClick(m_plot, Qt::Key_Left);
    QVERIFY(m_plot->readout().startsWith(QStringLiteral("generation 2")));
    QTest::keyClick(m_plot, Qt::Key_Left);
    QTest::keyClick(m_plot, Qt::Key_Return);
    QCOMPARE(curve.count(), 1);
    QCOMPARE(curve.at(0).at(1).toString(), QStringLiteral("best of generation 1, 2.900"));
    QTest::keyClick(m_plot, Qt::Key_Right);
    QTest::keyClick(m_plot, Qt::Key_Right);
    QVERIFY(m_plot->readout().startsWith(QStringLiteral("generation 2")));
    QTest::keyClick(m_plot, Qt::Key_Escape);
    QVERIFY(m_plot->readout().isEmpty());
}

void FitnessPlotTest::emptyTextThenAxes()
{
    m_plot->resize(700, 180);
    m_plot->setEmptyText(QStringLiteral("Press ▶ to search"));
    QCOMPARE(m_plot->accessibleDescription(), QStringLiteral("Press ▶ to search"));
    const QRectF empty = m_plot->plotArea();
    const QImage before = m_plot->grab().toImage();
    m_plot->addGeneration(generation(0, 3.0, 3.2));
    settle();
    QVERIFY(m_plot->plotArea().left() > empty.left()); // the axis took its room
    QVERIFY(m_plot->grab().toImage() != before);
    m_plot->clear();
    QCOMPARE(m_plot->plotArea(), empty);
    QCOMPARE(m_plot->grab().toImage(), before);
}

void FitnessPlotTest::manyCandidates()
{
    m_plot->resize(900, 200);
    m_plot->setReferences({ { QStringLiteral("YaRN"), 3.3, QStringLiteral("yarn") },
        { QStringLiteral("inside 256"), 2.4, {} } });
    m_plot->setGenerations(100);
    for (int g = 0; g <= 100; ++g)
        for (int i = 1; i <= 200; ++i)
            m_plot->addEvaluation(evaluation(g, i, 200, 3 + 0.5 * std::sin(i * 12.9898 + g), 2.5));
    settle();
    QCOMPARE(m_plot->history().candidates().size(), 20200u);
    QVERIFY(!m_plot->grab().isNull());
}

QTEST_MAIN(FitnessPlotTest)
#include "tst_fitness_plot.moc"
