// SPDX-License-Identifier: GPL-3.0-only
#include "evaluation_results.h"
#include "tests/views/pictures.h"

#include "views/evaluation/curve_chart.h"
#include "views/evaluation/result_table.h"
#include "views/evaluation/segments.h"
#include "views/heatmap/heat_map.h"
#include "views/passkey/passkey_panel.h"
#include "views/passkey/transcript.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::views;

/// The passkey grid as a person meets it: empty, filling, read by mouse and by keys.
class PasskeyPanelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { test::useTheme(lightTheme()); }
    void init();
    void cleanup() { m_stage.reset(); }
    void emptySaysWhatToDo();
    void runningSaysHowFar();
    void cellsFillAndAreNumbers();
    void fourSetsStandTwoByTwo();
    void chosenByMouseTellsTheTrials();
    void walkedByKeys();
    void readAsATable();
    void needleHasItsOwnGrid();
    void lengthsAreTyped();
    void copiedAsCsv();
    void pictures_data();
    void pictures();

private:
    void fill(bool withB = true);
    static QPoint centre(HeatMap* map, int row, int column)
    {
        return map->visualRect(map->model()->index(row, column)).center();
    }

    std::unique_ptr<test::Stage> m_stage;
    PasskeyPanel* m_panel = nullptr;
};

void PasskeyPanelTest::init()
{
    m_panel = new PasskeyPanel;
    m_panel->setTask(test::demoProject().geometry, 2048);
    m_panel->setAvailable(true);
    m_stage = std::make_unique<test::Stage>(m_panel, QSize(1240, 640));
    QVERIFY(QTest::qWaitForWindowExposed(&m_stage->window()));
}

void PasskeyPanelTest::fill(bool withB)
{
    const auto sets = test::comparedSets();
    Measurements<protocol::PasskeyResult> results{ test::measured(sets[0], test::passkeyResult(false)) };
    if (withB)
        results.push_back(test::measured(sets[1], test::passkeyResult(true)));
    m_panel->setResults(std::move(results));
    QCoreApplication::processEvents();
}

void PasskeyPanelTest::emptySaysWhatToDo()
{
    QVERIFY(m_panel->isEmpty());
    QSignalSpy run(m_panel, &EvaluationPanel::runRequested);
    m_panel->setPrice(75);
    QAbstractButton* button = nullptr;
    for (QAbstractButton* one : m_panel->findChildren<QAbstractButton*>())
        if (one->isVisible() && one->text() == QStringLiteral("Run, about 1 min 15 s"))
            button = one; // the larger one comes last
    QVERIFY(button);
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(run.count(), 1);

    m_panel->setAvailable(false, QStringLiteral("The engine is getting ready."));
    QVERIFY(!m_panel->runAction()->isEnabled());
    QCOMPARE(m_panel->statusText(), QStringLiteral("The engine is getting ready."));
}

void PasskeyPanelTest::runningSaysHowFar()
{
    QSignalSpy stop(m_panel, &EvaluationPanel::stopRequested);
    m_panel->setRunning(true, QStringLiteral("A mine"));
    m_panel->setProgress({ 3, 40, 61, {} });
    QCOMPARE(m_panel->statusText(), QStringLiteral("measuring A mine · 3 of 40 · 1 min 1 s left"));
    QVERIFY(!m_panel->isEmpty());
    m_panel->stopAction()->trigger();
    QCOMPARE(stop.count(), 1);
    m_panel->setRunning(false);
    m_panel->setFailure(QStringLiteral("A mine: too long"));
    QCOMPARE(m_panel->statusText(), QStringLiteral("A mine: too long"));
    QVERIFY(m_panel->isEmpty());
}

void PasskeyPanelTest::cellsFillAndAreNumbers()
{
    const auto sets = test::comparedSets();
    protocol::PasskeyResult partial;
    partial.cells = { { 512, 0.25, 1, 1, 0.2, 1 } };
    m_panel->setResults({ test::measured(sets[0], partial, false) });
    HeatMap* map = m_panel->maps().front();
    QCOMPARE(map->grid()->rowCount(), 5);
    QCOMPARE(map->grid()->columnCount(), 4);
    QVERIFY(std::isnan(map->grid()->cell(0, 0).value));
    QCOMPARE(map->grid()->cell(1, 1).text, QStringLiteral("1/1"));
    QVERIFY(map->grid()->cell(1, 1).told.contains(QStringLiteral("512 tokens, depth 25 %: 1 of 1 found")));

    fill();
    QCOMPARE(m_panel->maps().size(), std::size_t(2));
    QCOMPARE(m_panel->headingOf(0), QStringLiteral("A mine · 100 % found"));
    QCOMPARE(m_panel->maps()[1]->grid()->cell(2, 3).text, QStringLiteral("0/2"));
    // The same number has the same colour in every grid.
    QCOMPARE(m_panel->maps()[0]->scale().colour(100, lightTheme()), m_panel->maps()[1]->scale().colour(100, lightTheme()));
}

void PasskeyPanelTest::fourSetsStandTwoByTwo()
{
    const auto sets = test::comparedSets();
    const auto one = [&](const char* letter) {
        Compared of = sets[0];
        of.letter = QString::fromLatin1(letter);
        return test::measured(of, test::passkeyResult(false));
    };
    m_panel->setResults({ one("A"), one("B"), one("C"), one("D") });
    QTRY_COMPARE(m_panel->maps()[2]->x(), m_panel->maps()[0]->x());
    QVERIFY(m_panel->maps()[2]->y() > m_panel->maps()[0]->y());
    QVERIFY(std::abs(m_panel->maps()[2]->height() - m_panel->maps()[0]->height()) <= 1);
    m_panel->setResults({ one("A"), one("B"), one("C") });
    QTRY_COMPARE(m_panel->maps()[2]->y(), m_panel->maps()[0]->y());
    QVERIFY(!m_panel->maps()[3]->isVisible());
}

void PasskeyPanelTest::chosenByMouseTellsTheTrials()
{
    fill();
    HeatMap* map = m_panel->maps()[1];
    QTest::mouseClick(map->viewport(), Qt::LeftButton, {}, centre(map, 4, 3));
    const QString text = m_panel->transcript()->toPlainText();
    QVERIFY2(text.contains(QStringLiteral("2048 tokens, depth 100 %")), qPrintable(text));
    QVERIFY(text.contains(QStringLiteral("expected 41040")));
    QVERIFY(text.contains(QStringLiteral("missed")) && text.contains(QStringLiteral("found")));
    QVERIFY(text.contains(QStringLiteral("The pass key is")));
    // The same cell is marked in the other set's grid.
    QCOMPARE(m_panel->maps()[0]->currentIndex().row(), 4);
    QCOMPARE(m_panel->maps()[0]->currentIndex().column(), 3);
}

void PasskeyPanelTest::walkedByKeys()
{
    fill();
    HeatMap* map = m_panel->maps()[0];
    QTest::keyClick(map, map->currentIndex().isValid() ? Qt::Key_Home : Qt::Key_Down); // from nowhere: the first cell
    QVERIFY(m_panel->transcript()->toPlainText().contains(QStringLiteral("256 tokens, depth 0 %")));
    QVERIFY(m_panel->transcript()->toPlainText().contains(QStringLiteral("read with the short list")));
    QTest::keyClick(map, Qt::Key_Right);
    QTest::keyClick(map, Qt::Key_Down);
    QVERIFY(m_panel->transcript()->toPlainText().contains(QStringLiteral("512 tokens, depth 25 %")));
}

void PasskeyPanelTest::readAsATable()
{
    fill();
    QAccessibleInterface* reader = QAccessible::queryAccessibleInterface(m_panel->maps()[1]);
    QVERIFY(reader && reader->tableInterface());
    QCOMPARE(reader->tableInterface()->rowCount(), 5);
    QAccessibleInterface* cell = reader->tableInterface()->cellAt(0, 3);
    QVERIFY(cell);
    QVERIFY2(cell->text(QAccessible::Name).contains(QStringLiteral("2048 tokens, depth 0 %: 0 of 2 found")),
        qPrintable(cell->text(QAccessible::Name)));
    m_panel->tableAction()->trigger();
    QVERIFY(m_panel->tableView()->isVisible());
    QCOMPARE(m_panel->table()->rowCount(), 40);
}

void PasskeyPanelTest::needleHasItsOwnGrid()
{
    fill();
    const auto sets = test::comparedSets();
    auto* measure = m_panel->findChild<Segments*>();
    QTest::mouseClick(measure->button(1), Qt::LeftButton);
    QVERIFY(m_panel->isNeedle());
    QVERIFY(m_panel->isEmpty());
    m_panel->setNeedleResults({ test::measured(sets[0], test::needleResult(false)),
        test::measured(sets[1], test::needleResult(true)) });
    QVERIFY(!m_panel->isEmpty());
    QCOMPARE(m_panel->maps()[1]->grid()->cell(0, 3).text, QStringLiteral("7.39"));
    QCOMPARE(m_panel->needleParams().lengths, (std::vector<std::int64_t>{ 256, 512, 1024, 2048 }));
    QTest::keyClick(measure->button(1), Qt::Key_Left);
    QVERIFY(!m_panel->isNeedle());
}

void PasskeyPanelTest::lengthsAreTyped()
{
    QSignalSpy changed(m_panel, &EvaluationPanel::settingsChanged);
    QLineEdit* field = nullptr;
    for (QLineEdit* one : m_panel->findChildren<QLineEdit*>())
        if (one->accessibleName() == QStringLiteral("lengths"))
            field = one;
    QVERIFY(field);
    field->setText(QStringLiteral("4k, 300 nonsense, 300"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(field->text(), QStringLiteral("300, 4096"));
    QCOMPARE(m_panel->params().lengths, (std::vector<std::int64_t>{ 300, 4096 }));
    QVERIFY(changed.count() >= 1);
    m_panel->setTask(test::demoProject().geometry, 1024); // typed ones stay
    QCOMPARE(m_panel->params().lengths, (std::vector<std::int64_t>{ 300, 4096 }));
}

void PasskeyPanelTest::copiedAsCsv()
{
    const auto offered = [this](const QString& text) {
        for (QAction* action : m_panel->actions())
            if (action->text() == text)
                return action;
        return static_cast<QAction*>(nullptr);
    };
    QCOMPARE(m_panel->contextMenuPolicy(), Qt::ActionsContextMenu);
    QVERIFY(!offered(QStringLiteral("Copy as CSV"))->isEnabled()); // nothing to copy yet
    fill(false);
    offered(QStringLiteral("Copy as CSV"))->trigger();
    QSignalSpy save(m_panel, &EvaluationPanel::saveRequested);
    offered(QStringLiteral("Save as JSON…"))->trigger();
    QCOMPARE(save.at(0).at(0).toString(), QStringLiteral("json"));
    const QStringList lines = QGuiApplication::clipboard()->text().split(QLatin1Char('\n'));
    QCOMPARE(lines.at(0), QStringLiteral("set,length,depth,trials,right,accuracy,low,high"));
    QVERIFY(lines.at(1).startsWith(QStringLiteral("A mine,256,0,2,2,1,")));
    QCOMPARE(lines.size(), 22); // titles, cells, the end
}

void PasskeyPanelTest::pictures_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void PasskeyPanelTest::pictures()
{
    QFETCH(bool, dark);
    const Theme theme = dark ? darkTheme() : lightTheme();
    m_stage.reset();
    test::useTheme(theme);
    init();
    fill();
    m_panel->maps()[1]->setCurrentIndex(m_panel->maps()[1]->grid()->index(2, 1));
    const QImage image = test::picture(*m_panel, QStringLiteral("passkey-") + QString::fromLatin1(QTest::currentDataTag()), 2);
    // Found and lost cells have the ends of the colour map.
    const HeatMap* map = m_panel->maps()[0];
    QVERIFY(test::pixelsNear(image, QColor::fromRgb(map->scale().colour(100, theme)), 4) > 2000);
    QVERIFY(test::pixelsNear(image, QColor::fromRgb(map->scale().colour(0, theme)), 4) > 2000);
    test::useTheme(lightTheme());
}

QTEST_MAIN(PasskeyPanelTest)
#include "tst_passkey_panel.moc"
