// SPDX-License-Identifier: GPL-3.0-only
#include "evaluation_results.h"
#include "panel_case.h"

#include "views/evaluation/curve_chart.h"
#include "views/evaluation/result_table.h"
#include "views/evaluation/segments.h"
#include "views/heatmap/heat_map.h"
#include "views/passkey/passkey_panel.h"
#include "views/passkey/transcript.h"

#include <QAccessible>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QSignalSpy>

using namespace ropewalk;
using namespace ropewalk::views;

/// The passkey grid as a person meets it: empty, filling, read by mouse and by keys.
class PasskeyPanelTest : public PanelCase
{
    Q_OBJECT

private Q_SLOTS:
    void emptySaysWhatToDo();
    void runningSaysHowFar();
    void cellsFillAndAreNumbers();
    void fourSetsStandTwoByTwo();
    void chosenByMouseTellsTheTrials();
    void walkedByKeys();
    void readAsATable();
    void needleHasItsOwnGrid();
    void lengthsAreTyped();
    void saysWhatMemoryItNeeds();
    void whatCannotFitIsNotRun();
    void hiddenInTheUsersText();
    void shortListIsASetOfTheProject();
    void needleSettingsAreTaken();
    void copiedAsCsv();
    void pictures();

private:
    Panel* make() override;
    QSize size() const override { return { 1240, 640 }; }
    void fill() override { fill(true); }
    void fill(bool withB);
    static QPoint centre(HeatMap* map, int row, int column)
    {
        return map->visualRect(map->model()->index(row, column)).center();
    }

    PasskeyPanel* m_panel = nullptr;
};

Panel* PasskeyPanelTest::make()
{
    m_panel = new PasskeyPanel;
    m_panel->setTask(test::demoProject().geometry, 2048);
    m_panel->setAvailable(true);
    return m_panel;
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
    click(QStringLiteral("Run, about 1 min 15 s"));
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
    openSettings();
    auto* field = control<QLineEdit>(QStringLiteral("lengths"));
    type(field, QStringLiteral("4k, 300 nonsense, 300"));
    QCOMPARE(field->text(), QStringLiteral("300, 4096"));
    QCOMPARE(m_panel->params().lengths, (std::vector<std::int64_t>{ 300, 4096 }));
    QVERIFY(changed.count() >= 1);
    m_panel->setTask(test::demoProject().geometry, 1024); // typed ones stay
    QCOMPARE(m_panel->params().lengths, (std::vector<std::int64_t>{ 300, 4096 }));
}

void PasskeyPanelTest::saysWhatMemoryItNeeds()
{
    protocol::MemoryResult memory;
    memory.message = as_is("needs about 1.2 GB of 14 GB");
    m_panel->setMemory(memory);
    QCOMPARE(m_panel->statusText(), QStringLiteral("needs about 1.2 GB of 14 GB"));
    QVERIFY(m_panel->runAction()->isEnabled());
    m_panel->setRunning(true, QStringLiteral("A mine"));
    QCOMPARE(m_panel->statusText(), QStringLiteral("measuring A mine"));
    m_panel->setRunning(false);
    m_panel->setNote(QStringLiteral("All measured."));
    QCOMPARE(m_panel->statusText(), QStringLiteral("All measured. · needs about 1.2 GB of 14 GB"));
    m_panel->setMemory({}); // an engine that cannot tell
    QCOMPARE(m_panel->statusText(), QStringLiteral("All measured."));
}

void PasskeyPanelTest::whatCannotFitIsNotRun()
{
    QSignalSpy run(m_panel, &EvaluationPanel::runRequested);
    protocol::MemoryResult memory;
    memory.fits = false;
    memory.largest_length = 900;
    memory.message = as_is("needs about 46 GB, and 21 GB can be had");
    m_panel->setMemory(memory);
    QCOMPARE(m_panel->statusText(), QStringLiteral("needs about 46 GB, and 21 GB can be had; about 900 tokens would fit"));
    QAbstractButton* pressed = button(QStringLiteral("Run"));
    QVERIFY(!pressed->isEnabled());
    QTest::mouseClick(pressed, Qt::LeftButton);
    QCOMPARE(run.count(), 0);
    QVERIFY2(m_panel->runAction()->toolTip().contains(QStringLiteral("46 GB, and 21 GB can be had; about 900 tokens")),
        qPrintable(m_panel->runAction()->toolTip()));
    memory.largest_length = 0;
    m_panel->setMemory(memory);
    QVERIFY(m_panel->statusText().endsWith(QStringLiteral("no length would fit")));
    memory.fits = true;
    m_panel->setMemory(memory);
    click(QStringLiteral("Run"));
    QCOMPARE(run.count(), 1);
}

void PasskeyPanelTest::hiddenInTheUsersText()
{
    openSettings();
    QCOMPARE(m_panel->params().filler, std::string());
    QSignalSpy changed(m_panel, &EvaluationPanel::settingsChanged), file(m_panel, &PasskeyPanel::fillerRequested);
    click(QStringLiteral("Bundled"));
    QCOMPARE(m_panel->params().filler, std::string("demo"));
    QCOMPARE(changed.count(), 1);
    click(QStringLiteral("File…"));
    QCOMPARE(file.count(), 1);
    m_panel->setFiller(QStringLiteral("/texts/letters.txt"));
    QCOMPARE(m_panel->params().filler, std::string("/texts/letters.txt"));
    QCOMPARE(m_panel->needleParams().filler, std::string("/texts/letters.txt"));
    click(QStringLiteral("Opened text"));
    QCOMPARE(m_panel->params().filler, std::string());
}

void PasskeyPanelTest::shortListIsASetOfTheProject()
{
    std::vector<rope::FactorSet> sets = test::demoProject().sets;
    m_panel->setSets(sets);
    openSettings();
    auto* list = control<QComboBox>(QStringLiteral("short list"));
    auto* rule = control<QComboBox>(QStringLiteral("rule of"));
    QVERIFY(list && rule && !list->isEnabled()); // no runtime, no short list
    QTest::keyClick(rule, Qt::Key_Down);
    QCOMPARE(m_panel->params().runtime, std::string("transformers"));
    QVERIFY(list->isEnabled());
    QVERIFY(m_panel->params().short_set.lambda.empty()); // plain rotation
    QTest::keyClick(list, Qt::Key_Down);
    QCOMPARE(list->currentText(), QString::fromStdString(sets[0].name));
    QVERIFY(m_panel->params().short_set == sets[0]);
    // The set is edited: its present factors are meant.
    QSignalSpy changed(m_panel, &EvaluationPanel::settingsChanged);
    sets[0].lambda.back() += 1;
    m_panel->setSets(sets);
    QCOMPARE(changed.count(), 1);
    QVERIFY(m_panel->params().short_set == sets[0]);
    // What was measured with a set that is gone has it still.
    protocol::PasskeyParams old = m_panel->params();
    old.short_set.lambda.back() += 1;
    m_panel->setParams(old);
    QVERIFY(m_panel->params().short_set.lambda == old.short_set.lambda);
    QVERIFY(list->currentText().endsWith(QStringLiteral(", as measured")));
    QTest::keyClick(rule, Qt::Key_Home);
    QVERIFY(m_panel->params().short_set.lambda.empty());
}

void PasskeyPanelTest::needleSettingsAreTaken()
{
    protocol::NeedleParams needle;
    needle.lengths = { 300, 900 };
    needle.depths = 3;
    needle.trials = 7;
    needle.keys = 4;
    needle.seed = 9;
    needle.filler = "demo";
    needle.runtime = "vllm";
    needle.short_set = test::demoProject().sets[0];
    m_panel->setNeedleParams(needle);
    const protocol::NeedleParams taken = m_panel->needleParams();
    QCOMPARE(taken.lengths, needle.lengths);
    QCOMPARE(taken.depths * 100 + taken.trials * 10 + taken.keys, 374);
    QCOMPARE(taken.seed, needle.seed);
    QCOMPARE(taken.filler + taken.runtime, std::string("demovllm"));
    QVERIFY(taken.short_set.lambda == needle.short_set.lambda);
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

void PasskeyPanelTest::pictures()
{
    const QImage image = look(QStringLiteral("passkey"),
        [this] { m_panel->maps()[1]->setCurrentIndex(m_panel->maps()[1]->grid()->index(2, 1)); });
    // Found and lost cells have the ends of the colour map.
    const HeatMap* map = m_panel->maps()[0];
    QVERIFY(test::pixelsNear(image, QColor::fromRgb(map->scale().colour(100, theme())), 4) > 2000);
    QVERIFY(test::pixelsNear(image, QColor::fromRgb(map->scale().colour(0, theme())), 4) > 2000);
}

QTEST_MAIN(PasskeyPanelTest)
#include "tst_passkey_panel.moc"
