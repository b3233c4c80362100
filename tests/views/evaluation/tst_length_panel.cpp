// SPDX-License-Identifier: GPL-3.0-only
#include "evaluation_results.h"
#include "tests/views/pictures.h"

#include "views/evaluation/curve_chart.h"
#include "views/evaluation/result_table.h"
#include "views/evaluation/segments.h"
#include "views/perplexity/length_panel.h"

#include <QAbstractButton>
#include <QSignalSpy>
#include <QTest>
#include <limits>

using namespace ropewalk;
using namespace ropewalk::views;

/// Perplexity against length, by mouse and by keys.
class LengthPanelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { test::useTheme(lightTheme()); }
    void init();
    void cleanup() { m_stage.reset(); }
    void lengthsBeginAtAQuarter();
    void readByPointer();
    void readByKeys();
    void cliffByPosition();
    void infiniteStaysInside();
    void tableBehind();
    void pictures_data();
    void pictures();

private:
    void fill();

    std::unique_ptr<test::Stage> m_stage;
    LengthPanel* m_panel = nullptr;
};

void LengthPanelTest::init()
{
    m_panel = new LengthPanel;
    m_panel->setTask(test::demoProject().geometry, 2048);
    m_panel->setAvailable(true);
    m_stage = std::make_unique<test::Stage>(m_panel, QSize(900, 460));
    QVERIFY(QTest::qWaitForWindowExposed(&m_stage->window()));
}

void LengthPanelTest::fill()
{
    const auto sets = test::comparedSets();
    m_panel->setResults({ test::measured(sets[0], test::curveResult("mine", false)),
        test::measured(sets[1], test::curveResult("none", true)) });
    QCoreApplication::processEvents();
}

void LengthPanelTest::lengthsBeginAtAQuarter()
{
    QCOMPARE(m_panel->params().lengths, (std::vector<std::int64_t>{ 64, 128, 256, 512, 1024, 2048 }));
    QVERIFY(m_panel->params().position_bins > 0);
}

void LengthPanelTest::readByPointer()
{
    fill();
    CurveChart* chart = m_panel->chart();
    const QPointF at = chart->toPixel({ 512, 4 });
    // A logarithmic axis: 512 lies three of five doublings along.
    const double left = chart->toPixel({ 64, 4 }).x(), right = chart->toPixel({ 2048, 4 }).x();
    QVERIFY(std::abs(at.x() - (left + 0.6 * (right - left))) < 1);
    QTest::mouseMove(chart, (at + QPointF(3, 20)).toPoint());
    QTRY_VERIFY(!chart->reading().isEmpty());
    QCOMPARE(chart->reading().at(0), QStringLiteral("512"));
    QVERIFY2(chart->reading().at(1).startsWith(QStringLiteral("A mine 2.32 (2.15 … 2.50)")),
        qPrintable(chart->reading().join(QLatin1Char('|'))));
    QVERIFY(chart->reading().at(2).startsWith(QStringLiteral("B none 7.5")));
}

void LengthPanelTest::readByKeys()
{
    fill();
    CurveChart* chart = m_panel->chart();
    chart->setFocus();
    QTest::keyClick(chart, Qt::Key_Home);
    QCOMPARE(chart->reading().at(0), QStringLiteral("64"));
    QTest::keyClick(chart, Qt::Key_Right);
    QCOMPARE(chart->reading().at(0), QStringLiteral("128"));
    QTest::keyClick(chart, Qt::Key_End);
    QCOMPARE(chart->reading().at(0), QLocale().toString(2048));
    QSignalSpy chosen(chart, &CurveChart::pointChosen);
    QTest::keyClick(chart, Qt::Key_Return);
    QCOMPARE(chosen.at(0).at(0).toDouble(), 2048.0);
}

void LengthPanelTest::cliffByPosition()
{
    fill();
    QTest::mouseClick(m_panel->kind()->button(1), Qt::LeftButton);
    CurveChart* chart = m_panel->chart();
    chart->setFocus();
    QTest::keyClick(chart, Qt::Key_End);
    const QStringList reading = chart->reading();
    QCOMPARE(reading.at(0), QLocale().toString(1448)); // √(1024 · 2048)
    QVERIFY(reading.at(1).startsWith(QStringLiteral("A mine 0.70")));
    QVERIFY(reading.at(2).startsWith(QStringLiteral("B none 2.20")));
}

void LengthPanelTest::infiniteStaysInside()
{
    auto sets = test::comparedSets();
    protocol::CurveResult broken = test::curveResult("none", true);
    broken.points.back().perplexity = std::numeric_limits<double>::infinity();
    m_panel->setResults({ test::measured(sets[1], broken) });
    CurveChart* chart = m_panel->chart();
    chart->setFocus();
    QTest::keyClick(chart, Qt::Key_End);
    QVERIFY(chart->reading().at(1).contains(QStringLiteral("∞")));
    const QPointF top = chart->toPixel({ 1024, broken.points[4].perplexity });
    QVERIFY(top.y() > 0 && top.y() < chart->height()); // the finite ones still fill the plot
}

void LengthPanelTest::tableBehind()
{
    fill();
    m_panel->tableAction()->trigger();
    QCOMPARE(m_panel->table()->rowCount(), 12);
    QVERIFY(m_panel->csv().startsWith(QStringLiteral("set,window,perplexity,best text,worst text,texts,tokens\nA mine,64,")));
    // Sorted by a click on a title; the rows behind stay.
    m_panel->tableView()->sortByColumn(2, Qt::DescendingOrder);
    QCOMPARE(m_panel->tableView()->model()->index(0, 0).data().toString(), QStringLiteral("B none"));
    QCOMPARE(m_panel->tableView()->sourceRow(m_panel->tableView()->model()->index(0, 0)), 11);
}

void LengthPanelTest::pictures_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void LengthPanelTest::pictures()
{
    QFETCH(bool, dark);
    const Theme theme = dark ? darkTheme() : lightTheme();
    m_stage.reset();
    test::useTheme(theme);
    init();
    fill();
    const QImage image = test::picture(*m_panel, QStringLiteral("length-") + QString::fromLatin1(QTest::currentDataTag()), 2);
    for (const char* id : { "set-1", "none" })
        QVERIFY(test::pixelsNear(image, colourOf(theme, QString::fromLatin1(id)), 8) > 300);
    test::useTheme(lightTheme());
}

QTEST_MAIN(LengthPanelTest)
#include "tst_length_panel.moc"
