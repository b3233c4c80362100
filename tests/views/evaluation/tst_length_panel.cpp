// SPDX-License-Identifier: GPL-3.0-only
#include "evaluation_results.h"
#include "panel_case.h"

#include "views/evaluation/curve_chart.h"
#include "views/evaluation/result_table.h"
#include "views/evaluation/segments.h"
#include "views/perplexity/length_panel.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <limits>

using namespace ropewalk;
using namespace ropewalk::views;

/// Perplexity against length, by mouse and by keys.
class LengthPanelTest : public PanelCase
{
    Q_OBJECT

private Q_SLOTS:
    void lengthsBeginAtAQuarter();
    void readByPointer();
    void readByKeys();
    void cliffByPosition();
    void infiniteStaysInside();
    void tableBehind();
    void windowsSlideByAStride();
    void aStrideThatIsTooLongIsSaidBefore();
    void theFocusStaysWithTheRun();
    void meanAsReleased();
    void pictures();

private:
    Panel* make() override;
    QSize size() const override { return { 900, 460 }; }
    void fill() override;

    LengthPanel* m_panel = nullptr;
};

Panel* LengthPanelTest::make()
{
    m_panel = new LengthPanel;
    m_panel->setTask(test::demoProject().geometry, 2048);
    m_panel->setAvailable(true);
    return m_panel;
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
    QVERIFY(m_panel->csv().startsWith(QStringLiteral("set,window,perplexity,best text,worst text,texts,tokens,split\nA mine,64,")));
    // Sorted by a click on a title; the rows behind stay.
    m_panel->tableView()->sortByColumn(2, Qt::DescendingOrder);
    QCOMPARE(m_panel->tableView()->model()->index(0, 0).data().toString(), QStringLiteral("B none"));
    QCOMPARE(m_panel->tableView()->sourceRow(m_panel->tableView()->model()->index(0, 0)), 11);
}

void LengthPanelTest::windowsSlideByAStride()
{
    openSettings();
    auto* stride = control<QSpinBox>(QStringLiteral("stride"));
    auto* length = control<QSpinBox>(QStringLiteral("text length"));
    QVERIFY(stride && length && !length->isEnabled());
    QSignalSpy changed(m_panel, &EvaluationPanel::settingsChanged);
    type(stride, QStringLiteral("32"));
    QVERIFY(length->isEnabled());
    type(length, QStringLiteral("4096"));
    QVERIFY(changed.count() >= 2);
    QCOMPARE(m_panel->params().stride, std::int64_t(32));
    QCOMPARE(m_panel->params().text_length, std::int64_t(4096));
    const protocol::CurveParams kept = m_panel->params();
    type(stride, QStringLiteral("0"));
    QCOMPARE(m_panel->params().text_length, std::int64_t(0)); // one window a text: it is as long as the window
    m_panel->setParams(kept);
    QCOMPARE(length->value(), 4096);
}

void LengthPanelTest::aStrideThatIsTooLongIsSaidBefore()
{
    openSettings();
    auto* stride = control<QSpinBox>(QStringLiteral("stride"));
    auto* lengths = control<QLineEdit>(QStringLiteral("lengths"));
    QVERIFY(stride && lengths && m_panel->runAction()->isEnabled());
    type(stride, QStringLiteral("64")); // as long as the shortest window
    QVERIFY(!m_panel->runAction()->isEnabled());
    QCOMPARE(m_panel->statusText(), QStringLiteral("stride: expected a stride of 0 to 63, found 64"));
    QCOMPARE(m_panel->runAction()->toolTip(), m_panel->statusText());
    type(stride, QStringLiteral("63"));
    QVERIFY(m_panel->runAction()->isEnabled());
    QVERIFY(m_panel->statusText().isEmpty());
    type(lengths, QStringLiteral("32, 1k"));
    QCOMPARE(m_panel->statusText(), QStringLiteral("stride: expected a stride of 0 to 31, found 63"));
    type(lengths, QStringLiteral("1k"));
    QVERIFY(m_panel->runAction()->isEnabled());
}

void LengthPanelTest::theFocusStaysWithTheRun()
{
    QAbstractButton* invitation = button(QStringLiteral("Run"));
    QTest::mouseClick(invitation, Qt::LeftButton);
    QVERIFY(invitation->hasFocus());
    m_panel->setRunning(true, QStringLiteral("mine")); // the invitation makes way for the picture
    QVERIFY(!invitation->isVisible());
    QCOMPARE(m_panel->focusWidget(), button(QStringLiteral("Stop")));
    QVERIFY(m_panel->focusWidget()->hasFocus());
    fill();
    m_panel->setRunning(false);
    QCOMPARE(m_panel->focusWidget(), button(QStringLiteral("Run")));
    QVERIFY(m_panel->focusWidget()->hasFocus());
}

void LengthPanelTest::meanAsReleased()
{
    openSettings();
    auto* mean = control<QComboBox>(QStringLiteral("mean"));
    QVERIFY(mean);
    QTest::keyClick(mean, Qt::Key_Down);
    QCOMPARE(m_panel->params().mean, std::string("document-mean"));
}

void LengthPanelTest::pictures()
{
    const QImage image = look(QStringLiteral("length"));
    for (const char* id : { "set-1", "none" })
        QVERIFY(test::pixelsNear(image, colourOf(theme(), QString::fromLatin1(id)), 8) > 300);
}

QTEST_MAIN(LengthPanelTest)
#include "tst_length_panel.moc"
