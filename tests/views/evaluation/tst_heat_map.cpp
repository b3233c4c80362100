// SPDX-License-Identifier: GPL-3.0-only
#include "tests/views/pictures.h"

#include "views/heatmap/colour_bar.h"
#include "views/heatmap/heat_map.h"
#include "views/plots/colour_map.h"

#include <QAccessible>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTest>
#include <cmath>
#include <limits>

using namespace ropewalk;
using namespace ropewalk::views;

class HeatMapTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { test::useTheme(lightTheme()); }
    void init();
    void cleanup() { m_stage.reset(); }
    void cellsFillTheirPlace();
    void aCornerSaysWhatTheLabelsAre();
    void keysAndMouseChoose();
    void pointerReads();
    void toldInWords();
    void newNumbersKeepTheChoice();
    void manyCellsScroll();
    void inkIsReadable_data();
    void inkIsReadable();
    void differencesAreSymmetric();
    void scaleIgnoresWhatIsNotFinite();

private:
    void fill(int rows, int columns, double offset = 0);

    std::unique_ptr<test::Stage> m_stage;
    HeatMap* m_map = nullptr;
};

void HeatMapTest::init()
{
    m_map = new HeatMap;
    m_stage = std::make_unique<test::Stage>(m_map, QSize(403, 207));
    QVERIFY(QTest::qWaitForWindowExposed(&m_stage->window()));
}

void HeatMapTest::fill(int rows, int columns, double offset)
{
    std::vector<Cell> cells;
    QStringList down, across;
    for (int row = 0; row < rows; ++row)
        down << QStringLiteral("row %1").arg(row);
    for (int column = 0; column < columns; ++column)
        across << QStringLiteral("column %1").arg(column);
    for (int i = 0; i < rows * columns; ++i)
        cells.push_back({ i + offset, QString::number(i), QStringLiteral("cell %1 in words").arg(i) });
    m_map->grid()->setLabels(down, across);
    m_map->grid()->setCells(rows, columns, std::move(cells));
    m_map->setScale({ offset, offset + rows * columns - 1, false, {}, false, false });
    QCoreApplication::processEvents();
}

void HeatMapTest::cellsFillTheirPlace()
{
    fill(4, 6);
    const QRect last = m_map->visualRect(m_map->grid()->index(3, 5));
    QCOMPARE(last.right(), m_map->viewport()->width() - 1);
    QCOMPARE(last.bottom(), m_map->viewport()->height() - 1);
    m_map->resize(900, 500);
    QCOMPARE(m_map->visualRect(m_map->grid()->index(3, 5)).bottomRight(),
        m_map->viewport()->rect().bottomRight());
    // The colours of the ends stand in the picture.
    const QImage image = test::picture(*m_map, QStringLiteral("heat-map"));
    const QRect first = m_map->visualRect(m_map->grid()->index(0, 0));
    const QPoint place = m_map->viewport()->mapTo(m_map, first.topLeft() + QPoint(6, 6));
    QCOMPARE(image.pixelColor(place), QColor::fromRgb(colourAt(ColourMap::viridis, 0)));
}

void HeatMapTest::aCornerSaysWhatTheLabelsAre()
{
    fill(4, 6);
    const int before = m_map->verticalHeader()->width();
    const QRect corner(0, 0, before, m_map->horizontalHeader()->height());
    const auto inks = [&](int width) {
        const QImage image = m_map->grab(QRect(0, 0, width, corner.height())).toImage();
        int other = 0;
        for (int x = 0; x < image.width(); ++x)
            for (int y = 0; y < image.height(); ++y)
                other += image.pixelColor(x, y) != image.pixelColor(0, 0);
        return other;
    };
    QCOMPARE(inks(corner.width()), 0);
    m_map->grid()->setCorner(QStringLiteral("depth and tokens"));
    QVERIFY(m_map->verticalHeader()->width() > before); // it has room
    QVERIFY(inks(m_map->verticalHeader()->width()) > 50);
    QCOMPARE(m_map->numbers().columns.front(), QStringLiteral("depth and tokens"));
}

void HeatMapTest::keysAndMouseChoose()
{
    fill(4, 6);
    QSignalSpy chosen(m_map, &HeatMap::cellChosen);
    QTest::mouseClick(m_map->viewport(), Qt::LeftButton, {}, m_map->visualRect(m_map->grid()->index(2, 3)).center());
    QCOMPARE(chosen.last().at(0).toInt(), 2);
    QCOMPARE(chosen.last().at(1).toInt(), 3);
    QTest::keyClick(m_map, Qt::Key_Up);
    QTest::keyClick(m_map, Qt::Key_Right);
    QCOMPARE(chosen.last().at(0).toInt(), 1);
    QCOMPARE(chosen.last().at(1).toInt(), 4);
    const qsizetype before = chosen.count();
    QTest::keyClick(m_map, Qt::Key_Return); // once more
    QCOMPARE(chosen.count(), before + 1);
    m_map->setCurrentCell(0, 0); // by the program: nobody is told
    QCOMPARE(chosen.count(), before + 1);
}

void HeatMapTest::pointerReads()
{
    fill(4, 6);
    QSignalSpy hovered(m_map, &HeatMap::cellHovered);
    QTest::mouseMove(m_map->viewport(), m_map->visualRect(m_map->grid()->index(3, 1)).center());
    QTRY_VERIFY(!hovered.isEmpty());
    QCOMPARE(hovered.last().at(0).toInt(), 3);
    QCOMPARE(hovered.last().at(1).toInt(), 1);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(m_map, &leave);
    QCOMPARE(hovered.last().at(0).toInt(), -1);
}

void HeatMapTest::toldInWords()
{
    fill(4, 6);
    QAccessibleInterface* reader = QAccessible::queryAccessibleInterface(m_map);
    QVERIFY(reader && reader->tableInterface());
    QCOMPARE(reader->tableInterface()->columnCount(), 6);
    QCOMPARE(reader->tableInterface()->cellAt(1, 2)->text(QAccessible::Name), QStringLiteral("cell 8 in words"));
    QCOMPARE(m_map->grid()->index(1, 2).data(Qt::ToolTipRole).toString(), QStringLiteral("cell 8 in words"));
}

void HeatMapTest::newNumbersKeepTheChoice()
{
    fill(4, 6);
    m_map->setCurrentCell(2, 2);
    fill(4, 6, 100);
    QCOMPARE(m_map->currentIndex(), m_map->grid()->index(2, 2));
    QCOMPARE(m_map->grid()->cell(2, 2).value, 114.0);
    fill(2, 2);
    QVERIFY(!m_map->currentIndex().isValid());
}

void HeatMapTest::manyCellsScroll()
{
    fill(80, 128); // layers and heads of a 70 B model
    QVERIFY(m_map->visualRect(m_map->grid()->index(0, 0)).width() >= 5);
    m_map->setCurrentCell(79, 127);
    QVERIFY(m_map->viewport()->rect().contains(m_map->visualRect(m_map->grid()->index(79, 127))));
}

void HeatMapTest::inkIsReadable_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<bool>("diverging");
    QTest::newRow("light") << false << false;
    QTest::newRow("light difference") << false << true;
    QTest::newRow("dark") << true << false;
    QTest::newRow("dark difference") << true << true;
}

void HeatMapTest::inkIsReadable()
{
    QFETCH(bool, dark);
    QFETCH(bool, diverging);
    const Theme theme = dark ? darkTheme() : lightTheme();
    const CellScale scale{ -1, 1, diverging, {}, false, false };
    for (double value = -1; value <= 1; value += 0.01) {
        const QColor ground = QColor::fromRgb(scale.colour(value, theme));
        QVERIFY2(contrast(scale.ink(value, theme), ground) >= 4.5, qPrintable(QString::number(value)));
    }
    QCOMPARE(qAlpha(scale.colour(std::nan(""), theme)), 0);
}

void HeatMapTest::differencesAreSymmetric()
{
    for (const bool dark : { false, true })
        for (double share = 0; share <= 1; share += 0.1) {
            // Both signs stand equally far from the ground, so that neither looks the larger.
            const int below = qGray(divergingColour(-share, dark)), above = qGray(divergingColour(share, dark));
            QVERIFY2(std::abs(below - above) < 26, qPrintable(QStringLiteral("%1: %2 %3").arg(share).arg(below).arg(above)));
        }
    QCOMPARE(divergingColour(-3, false), divergingColour(-1, false));
    QVERIFY(qRed(divergingColour(-1, false)) > qBlue(divergingColour(-1, false)));
    QVERIFY(qBlue(divergingColour(1, false)) > qRed(divergingColour(1, false)));
}

void HeatMapTest::scaleIgnoresWhatIsNotFinite()
{
    const double infinity = std::numeric_limits<double>::infinity();
    const CellScale scale = scaleOf({ 2, std::nan(""), infinity, 5 }, QStringLiteral("nats"));
    QCOMPARE(scale.low, 2.0);
    QCOMPARE(scale.high, 5.0);
    QCOMPARE(scale.colour(infinity, lightTheme()), scale.colour(5, lightTheme()));
    const CellScale difference = scaleOf({ -1, 3 }, {}, true);
    QCOMPARE(difference.low, -3.0);
    // By the logarithm, small numbers bright: the middle of 1 … 100 is 10.
    const CellScale perplexity{ 1, 100, false, {}, true, true };
    QCOMPARE(perplexity.colour(10, lightTheme()), colourAt(ColourMap::viridis, 0.5));
    QCOMPARE(perplexity.colour(1, lightTheme()), colourAt(ColourMap::viridis, 1));
    QCOMPARE(perplexity.valueAt(0.5), 10.0);
    ColourBar bar;
    bar.setScale(scale);
    QCOMPARE(bar.accessibleDescription(), QStringLiteral("from 2 to 5 nats"));
}

QTEST_MAIN(HeatMapTest)
#include "tst_heat_map.moc"
