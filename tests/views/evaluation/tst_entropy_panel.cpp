// SPDX-License-Identifier: GPL-3.0-only
#include "entropy_results.h"
#include "panel_case.h"

#include "views/entropy/entropy_panel.h"
#include "views/evaluation/result_table.h"
#include "views/evaluation/segments.h"
#include "views/heatmap/heat_map.h"

#include <QSignalSpy>

using namespace ropewalk;
using namespace ropewalk::views;

/// The map of attention entropy, by mouse and by keys.
class EntropyPanelTest : public PanelCase
{
    Q_OBJECT

private Q_SLOTS:
    void layersFillOneByOne();
    void headsAreChosen();
    void differenceAndOrder();
    void rangeNarrowsTheMap();
    void rangeByKeys();
    void positionsLogOrLinear();
    void queryIsAskedFor();
    void attentionStandsOverTheText();
    void allLinesAreInSight();
    void strongestTokenIsInSight();
    void editedSetGivesUpTheText();
    void tableBehind();
    void pictures();

private:
    Panel* make() override;
    QSize size() const override { return { 1240, 640 }; }
    void fill() override;
    CurveChart* chart() { return m_panel->detail()->chart(); }
    QPoint cell(int row, int column)
    {
        HeatMap* map = m_panel->heads()->map();
        return map->visualRect(map->model()->index(row, column)).center();
    }

    EntropyPanel* m_panel = nullptr;
};

Panel* EntropyPanelTest::make()
{
    m_panel = new EntropyPanel;
    m_panel->setTask(test::demoProject().geometry, 2048);
    m_panel->setAvailable(true);
    return m_panel;
}

void EntropyPanelTest::fill()
{
    const auto sets = test::comparedSets();
    m_panel->setResults({ test::measured(sets[0], test::entropyResult(false)),
        test::measured(sets[1], test::entropyResult(true)) });
    QCoreApplication::processEvents();
}

void EntropyPanelTest::layersFillOneByOne()
{
    QVERIFY(m_panel->isEmpty());
    const auto sets = test::comparedSets();
    protocol::EntropyResult partial = test::entropyResult(false);
    for (auto* table : { &partial.mean_entropy, &partial.sink_mass, &partial.distance })
        for (std::size_t layer = 2; layer < 4; ++layer)
            (*table)[layer].clear();
    m_panel->setResults({ test::measured(sets[0], partial, false) });
    const CellGrid* grid = m_panel->heads()->map()->grid();
    QCOMPARE(grid->rowCount(), 4);
    QVERIFY(std::isfinite(grid->cell(1, 3).value));
    QVERIFY(std::isnan(grid->cell(2, 0).value));
    QVERIFY(grid->cell(2, 0).told.contains(QStringLiteral("not measured yet")));
    // Without B there is nothing to subtract.
    QVERIFY(!m_panel->heads()->which()->button(2)->isEnabled());
}

void EntropyPanelTest::headsAreChosen()
{
    fill();
    HeatMap* map = m_panel->heads()->map();
    QTest::mouseClick(map->viewport(), Qt::LeftButton, {}, cell(2, 3));
    QCOMPARE(m_panel->heads()->head(), (Head{ 2, 3 }));
    QTest::keyClick(map, Qt::Key_Up);
    QTest::keyClick(map, Qt::Key_Left);
    QCOMPARE(m_panel->heads()->head(), (Head{ 1, 2 }));
    QTest::keyClick(chart(), Qt::Key_End);
    const QStringList reading = chart()->reading();
    QCOMPARE(reading.size(), 3);
    // The last bin's entropy of that head: 0.57 · ln(keys).
    const protocol::EntropyResult a = test::entropyResult(false);
    QCOMPARE(reading.at(1), QStringLiteral("A mine ") + significantText(a.entropy[1][2].back(), 3));
}

void EntropyPanelTest::differenceAndOrder()
{
    fill();
    QTest::mouseClick(m_panel->heads()->which()->button(2), Qt::LeftButton);
    const CellGrid* grid = m_panel->heads()->map()->grid();
    const protocol::EntropyResult a = test::entropyResult(false), b = test::entropyResult(true);
    QCOMPARE(grid->cell(3, 1).value, a.mean_entropy[3][1] - b.mean_entropy[3][1]);
    QVERIFY(grid->cell(3, 1).value < 0);
    QVERIFY(m_panel->heads()->map()->scale().diverging);

    QTest::mouseClick(m_panel->heads()->order()->button(1), Qt::LeftButton);
    // The last layer changes most.
    QCOMPARE(grid->cell(0, 0).text.section(QChar(0xb7), 0, 0), QStringLiteral("3"));
    QTest::mouseClick(m_panel->heads()->map()->viewport(), Qt::LeftButton, {}, cell(3, 3));
    QCOMPARE(m_panel->heads()->head().layer, 0);
}

void EntropyPanelTest::rangeNarrowsTheMap()
{
    fill();
    const CellGrid* grid = m_panel->heads()->map()->grid();
    const double whole = grid->cell(0, 0).value;
    const int y = int(chart()->toPixel({ 10, 1 }).y());
    const QPoint from(int(chart()->toPixel({ 4, 1 }).x()), y), to(int(chart()->toPixel({ 64, 1 }).x()), y);
    QTest::mousePress(chart(), Qt::LeftButton, {}, from);
    QTest::mouseMove(chart(), (from + to) / 2);
    QTest::mouseMove(chart(), to);
    QTest::mouseRelease(chart(), Qt::LeftButton, {}, to);
    QVERIFY(chart()->range().has_value());
    QVERIFY(std::abs(chart()->range()->second - 64) < 3);
    QVERIFY(grid->cell(0, 0).value < whole); // the first tokens see few keys
    QTest::keyClick(chart(), Qt::Key_Escape);
    QVERIFY(!chart()->range());
    QCOMPARE(grid->cell(0, 0).value, whole);
}

void EntropyPanelTest::rangeByKeys()
{
    fill();
    chart()->setFocus();
    QTest::keyClick(chart(), Qt::Key_End);
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(chart(), Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY(chart()->range().has_value());
    QVERIFY(chart()->range()->first > 500);
    QTest::keyClick(chart(), Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(chart()->range()->first > 700);
}

void EntropyPanelTest::positionsLogOrLinear()
{
    fill();
    const double log = chart()->toPixel({ 256, 1 }).x();
    QTest::mouseClick(m_panel->detail()->scale()->button(1), Qt::LeftButton);
    QVERIFY(chart()->toPixel({ 256, 1 }).x() < log - 50);
}

void EntropyPanelTest::queryIsAskedFor()
{
    fill();
    QSignalSpy asked(m_panel, &EntropyPanel::rowsRequested);
    QTest::mouseClick(m_panel->heads()->map()->viewport(), Qt::LeftButton, {}, cell(1, 1));
    QCOMPARE(asked.count(), 0); // no query yet
    QTest::mouseClick(chart(), Qt::LeftButton, {}, chart()->toPixel({ 100, 1 }).toPoint());
    QCOMPARE(asked.count(), 1);
    const auto row = asked.at(0).at(0).value<protocol::RowRequest>();
    QCOMPARE(row.layer, 1);
    QVERIFY(row.query > 80 && row.query < 120);
    // Another head: the same query of it.
    QTest::keyClick(m_panel->heads()->map(), Qt::Key_Down);
    QCOMPARE(asked.count(), 2);
    QCOMPARE(asked.at(1).at(0).value<protocol::RowRequest>().layer, 2);
}

void EntropyPanelTest::attentionStandsOverTheText()
{
    fill();
    const auto sets = test::comparedSets();
    AttentionText* text = m_panel->detail()->text();
    m_panel->setRows({ { sets[0], test::attentionRow(1, 1, 60, false) }, { sets[1], test::attentionRow(1, 1, 60, true) } });
    // It begins at the strongest token, and says both sets' share of it.
    QCOMPARE(text->current(), 10);
    QVERIFY2(text->reading(10).startsWith(QStringLiteral("token 10 “keeper”: A mine ")), qPrintable(text->reading(10)));
    QVERIFY(text->reading(10).contains(QStringLiteral("B none 1.64 %")));
    QTest::keyClick(text, Qt::Key_Right);
    QCOMPARE(text->current(), 11);
    QTest::keyClick(text, Qt::Key_Home);
    QTest::keyClick(text, Qt::Key_S);
    QVERIFY(text->current() != 0);
    QTest::mouseClick(text->viewport(), Qt::LeftButton, {}, text->cellOf(3).center());
    QCOMPARE(text->current(), 3);
    QTest::keyClick(text, Qt::Key_End);
    QCOMPARE(text->current(), 60);
    QVERIFY(text->viewport()->rect().intersects(text->cellOf(60)));
}

/// The lines move together before one goes out of sight.
void EntropyPanelTest::allLinesAreInSight()
{
    fill();
    AttentionText* text = m_panel->detail()->text();
    m_panel->setRows({ { test::comparedSets()[0], test::attentionRow(1, 1, 90, false) } });
    QCoreApplication::processEvents();
    QVERIFY(text->cellOf(90).top() > text->cellOf(0).top());
    for (int height : { text->height(), text->height() * 2 / 3 }) {
        text->resize(text->width(), height);
        for (int key = 0; key <= 90; ++key)
            QVERIFY2(text->viewport()->rect().contains(text->cellOf(key)),
                qPrintable(QStringLiteral("%1 at %2").arg(key).arg(height)));
    }
}

/// However long the text and whatever changes its room: what gets the greatest weight is seen.
void EntropyPanelTest::strongestTokenIsInSight()
{
    fill();
    AttentionText* text = m_panel->detail()->text();
    protocol::AttentionRow row = test::attentionRow(1, 1, 1500, true);
    row.keys[1499].probability = 0.9;
    m_panel->setRows({ { test::comparedSets()[0], row } });
    QCOMPARE(text->current(), 1499);
    for (const QSize& size : { QSize(text->width(), text->height() / 2), QSize(text->width() / 2, text->height() / 2),
             QSize(text->width(), text->height()) }) {
        text->resize(size);
        QVERIFY(text->viewport()->rect().contains(text->cellOf(1499)));
    }
}

void EntropyPanelTest::editedSetGivesUpTheText()
{
    fill();
    auto sets = test::comparedSets();
    QTest::mouseClick(chart(), Qt::LeftButton, {}, chart()->toPixel({ 100, 1 }).toPoint());
    m_panel->setRows({ { sets[0], test::attentionRow(0, 0, 60, false) } });
    QVERIFY(m_panel->detail()->text()->current() >= 0);
    sets[0].set.lambda.back() += 1;
    m_panel->setResults({ { sets[0], nullptr, false, 0 }, test::measured(sets[1], test::entropyResult(true)) });
    QCOMPARE(m_panel->detail()->text()->current(), -1);
}

void EntropyPanelTest::tableBehind()
{
    fill();
    QCOMPARE(m_panel->table()->rowCount(), 32);
    QVERIFY(m_panel->csv().startsWith(QStringLiteral("set,layer,head,entropy,share,sinks,distance\nA mine,0,0,")));
    // Sinks as they were sent.
    QCOMPARE(m_panel->table()->index(2, 5).data(Qt::EditRole).toDouble(), test::entropyResult(false).sink_mass[0][2]);
}

void EntropyPanelTest::pictures()
{
    const auto sets = test::comparedSets();
    const QImage image = look(QStringLiteral("entropy"), [&] {
        QTest::mouseClick(m_panel->heads()->map()->viewport(), Qt::LeftButton, {}, cell(2, 1));
        m_panel->setRows(
            { { sets[0], test::attentionRow(2, 1, 300, false) }, { sets[1], test::attentionRow(2, 1, 300, true) } });
    });
    QVERIFY(test::pixelsNear(image, colourOf(theme(), QStringLiteral("set-1")), 8) > 300);
    m_panel->heads()->which()->button(2)->click();
    QCoreApplication::processEvents();
    const QImage difference
        = test::picture(*m_panel, QStringLiteral("entropy-difference-") + QString::fromLatin1(QTest::currentDataTag()), 2);
    QVERIFY(difference != image);
}

QTEST_MAIN(EntropyPanelTest)
#include "tst_entropy_panel.moc"
