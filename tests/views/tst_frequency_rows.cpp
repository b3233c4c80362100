// SPDX-License-Identifier: GPL-3.0-only
#include "core/rope/angles.h"
#include "demo_project.h"
#include "pictures.h"
#include "views/document/document.h"
#include "views/frequency/frequency_map.h"
#include "views/frequency/frequency_panel.h"
#include "views/plots/pill_button.h"

#include <QAccessible>
#include <QMenu>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::views;

/// What the frequency map shows besides cosines of three sets: other rows, phases, its numbers, its table.
class TestFrequencyRows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { test::useTheme(lightTheme()); }
    void init();
    void rowsAreChosenInTheMenu();
    void rowsFollowTheProject();
    void phaseIsShownAndRead();
    void numbersAreTheMeansShown();
    void picturesLeaveInAnySize();
    void pairsAreATable();

private:
    QAction* inMenu(const QString& id);
    FrequencyMap& map() { return *m_panel->map(); }

    Document m_document;
    FrequencyPanel* m_panel = nullptr;
    std::unique_ptr<test::Stage> m_stage;
};

void TestFrequencyRows::init()
{
    m_stage.reset();
    m_document.reset(test::demoProject());
    m_panel = new FrequencyPanel(&m_document);
    m_stage = std::make_unique<test::Stage>(m_panel, QSize(860, 280));
    QTRY_VERIFY(map().isUpToDate());
}

QAction* TestFrequencyRows::inMenu(const QString& id)
{
    Q_EMIT m_panel->rowsMenu()->aboutToShow();
    for (QAction* action : m_panel->rowsMenu()->actions())
        if (action->data().toString() == id)
            return action;
    return nullptr;
}

void TestFrequencyRows::rowsAreChosenInTheMenu()
{
    QCOMPARE(map().rows().size(), 3u);
    QVERIFY(inMenu(QStringLiteral("none"))->isChecked());
    inMenu(QStringLiteral("yarn"))->trigger();
    QCOMPARE(map().rows().size(), 4u);
    QCOMPARE(map().rows()[2].name, QStringLiteral("YaRN"));
    inMenu(QStringLiteral("found-1"))->trigger();
    inMenu(QStringLiteral("none"))->trigger();
    inMenu(QStringLiteral("pi"))->trigger();
    QCOMPARE(map().shownSets(),
        (QStringList { QStringLiteral("yarn"), QStringLiteral("found-1"), QStringLiteral("active") }));
    QTRY_VERIFY(map().isUpToDate());
    test::picture(*m_panel, QStringLiteral("frequency-rows"));
    QTest::mouseClick(&map(), Qt::LeftButton, {}, map().rowRect(2).center().toPoint());
    QCOMPARE(map().selectedPair(), 16);
    inMenu(QStringLiteral("yarn"))->trigger();
    inMenu(QStringLiteral("found-1"))->trigger();
    QCOMPARE(map().rows().size(), 1u);
    QVERIFY(!inMenu(QStringLiteral("active"))->isEnabled()); // the last one stays
}

void TestFrequencyRows::rowsFollowTheProject()
{
    map().setShownSets({ QStringLiteral("found-1"), QStringLiteral("active") });
    m_document.removeSet("found-1");
    QCOMPARE(map().rows().size(), 1u);
    m_document.undoStack()->undo();
    QCOMPARE(map().rows().size(), 2u);
    m_document.setActiveSet("found-1");
    QCOMPARE(map().rows()[1].name, QStringLiteral("A · found"));
    QTRY_VERIFY(map().isUpToDate());
}

void TestFrequencyRows::phaseIsShownAndRead()
{
    const QImage before = test::picture(map(), QStringLiteral("frequency-cosine"));
    PillButton* phase = nullptr;
    for (PillButton* button : m_panel->findChildren<PillButton*>())
        if (button->text() == u"phase")
            phase = button;
    QVERIFY(phase);
    QTest::mouseClick(phase, Qt::LeftButton);
    QVERIFY(map().isPhase());
    QTRY_VERIFY(map().isUpToDate());
    const QImage after = test::picture(*m_panel, QStringLiteral("frequency-phase"));
    QVERIFY(after != before);
    QTest::mouseMove(&map(), QPoint(int(map().rowRect(1).center().x()), int(map().rowRect(1).bottom()) - 1));
    QVERIFY2(map().readout().contains(QStringLiteral("phase 0.")), qPrintable(map().readout()));
    QTest::mouseClick(phase, Qt::LeftButton);
    QTRY_VERIFY(map().isUpToDate());
}

void TestFrequencyRows::numbersAreTheMeansShown()
{
    const PlotNumbers numbers = map().numbers();
    QCOMPARE(numbers.rows.size(), 3 * 32);
    for (const QStringList& row : { numbers.rows[0], numbers.rows[45], numbers.rows[95] }) {
        const rope::FactorSet set = row[0] == u"mine" ? *m_document.activeSet()
            : row[0] == u"PI" ? rope::make_set(rope::Method::pi, m_document.geometry(), 2048)
                              : rope::make_set(rope::Method::none, m_document.geometry(), 2048);
        std::int64_t next = 0;
        for (qsizetype i = 2; i < row.size(); ++i) {
            const QStringList span = numbers.columns[i].split(u'-');
            QCOMPARE(span.first().toLongLong(), next);
            double sum = 0;
            for (next = span.first().toLongLong(); next <= span.last().toLongLong(); ++next)
                sum += std::cos(rope::angle(m_document.geometry(), set, row[1].toInt(), next));
            const double count = double(span.last().toLongLong() - span.first().toLongLong() + 1);
            QVERIFY(std::abs(row[i].toDouble() - sum / count) < 1e-9);
        }
        QCOMPARE(next, 2048);
    }
}

void TestFrequencyRows::picturesLeaveInAnySize()
{
    map().setSelectedPair(13);
    QImage image(QSize(1200, 800), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::white);
    QPainter painter(&image);
    map().renderPlot(painter, image.size(), paletteFor(lightTheme()));
    painter.end();
    // The slow end of the map is light where it was trained, as on the screen.
    const QRectF row = map().rowRect(0);
    QVERIFY(test::pixelsNear(image, QColor(colourAt(ColourMap::cividis, 1)), 6) > 5000);
    QVERIFY(row.height() < 100); // the widget itself was left alone
    QVERIFY(map().isUpToDate());
}

void TestFrequencyRows::pairsAreATable()
{
    QAccessibleTableInterface* table = QAccessible::queryAccessibleInterface(&map())->tableInterface();
    QVERIFY(table);
    QCOMPARE(table->rowCount(), 32);
    QCOMPARE(table->columnCount(), 6);
    QCOMPARE(table->columnDescription(4), QStringLiteral("λ of A · mine"));
    QCOMPARE(table->cellAt(31, 1)->text(QAccessible::Value), QStringLiteral("13 %"));
    QCOMPARE(table->cellAt(31, 4)->text(QAccessible::Value), QStringLiteral("8"));
    QVERIFY(table->selectRow(20));
    QCOMPARE(map().selectedPair(), 20);
    QVERIFY(table->isRowSelected(20));
}

QTEST_MAIN(TestFrequencyRows)
#include "tst_frequency_rows.moc"
