// SPDX-License-Identifier: GPL-3.0-only
#include "evaluation_results.h"
#include "tests/views/pictures.h"

#include "views/choices/accuracy_bars.h"
#include "views/choices/choices_panel.h"
#include "views/evaluation/result_table.h"
#include "views/evaluation/segments.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QDropEvent>
#include <QGuiApplication>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QUrl>

using namespace ropewalk;
using namespace ropewalk::views;

/// Standard questions, by mouse and by keys.
class ChoicesPanelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { test::useTheme(lightTheme()); }
    void init();
    void cleanup() { m_stage.reset(); }
    void countsLive();
    void accuracyHasItsInterval();
    void filtered();
    void detailsOfAQuestion();
    void rowsAreCopied();
    void fileIsDropped();
    void pictures_data();
    void pictures();

private:
    void fill();

    std::unique_ptr<test::Stage> m_stage;
    ChoicesPanel* m_panel = nullptr;
};

void ChoicesPanelTest::init()
{
    m_panel = new ChoicesPanel;
    m_panel->setAvailable(true);
    m_stage = std::make_unique<test::Stage>(m_panel, QSize(1100, 520));
    QVERIFY(QTest::qWaitForWindowExposed(&m_stage->window()));
}

void ChoicesPanelTest::fill()
{
    const auto sets = test::comparedSets();
    m_panel->setResults({ test::measured(sets[0], test::choicesResult(false)),
        test::measured(sets[1], test::choicesResult(true)) });
    QCoreApplication::processEvents();
}

void ChoicesPanelTest::countsLive()
{
    const auto sets = test::comparedSets();
    protocol::ChoicesResult partial = test::choicesResult(true);
    partial.rows.resize(5);
    partial.questions = 5;
    partial.correct = 3;
    partial.accuracy = 0.6;
    auto one = test::measured(sets[0], partial, false);
    one.planned = 12;
    m_panel->setResults({ one, { sets[1], nullptr, false, 0 } });
    QVERIFY(m_panel->bars()->lines().at(0).endsWith(QStringLiteral("3 of 5 right, of 12")));
    QCOMPARE(m_panel->bars()->lines().at(1), QStringLiteral("B none: not measured"));
    QCOMPARE(m_panel->questions()->rowCount(), 5);
}

void ChoicesPanelTest::accuracyHasItsInterval()
{
    fill();
    QCOMPARE(m_panel->bars()->lines().at(1), QStringLiteral("B none: 66.7 %, interval 39.1 … 86.2 %, 8 of 12 right"));
    QCOMPARE(m_panel->table()->rowCount(), 2);
}

void ChoicesPanelTest::filtered()
{
    fill();
    QCOMPARE(m_panel->questions()->rowCount(), 12);
    QTest::mouseClick(m_panel->filter()->button(1), Qt::LeftButton);
    QCOMPARE(m_panel->questions()->rowCount(), 4);
    QTest::keyClick(m_panel->filter()->button(1), Qt::Key_Right);
    QCOMPARE(m_panel->questions()->rowCount(), 0); // A is right everywhere
}

void ChoicesPanelTest::detailsOfAQuestion()
{
    fill();
    ResultTableView* list = m_panel->questionList();
    QVERIFY(m_panel->details().startsWith(QStringLiteral("Choose a question")));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(0, 1)).center());
    QVERIFY2(m_panel->details().contains(QStringLiteral("number 0")), qPrintable(m_panel->details()));
    QVERIFY(m_panel->details().contains(QStringLiteral("✓ Northby")));
    QVERIFY(m_panel->details().contains(QStringLiteral("A mine -0.4000 · chosen"))
        || m_panel->details().contains(QStringLiteral("A mine −0.4000 · chosen")));
    QTest::keyClick(list, Qt::Key_Down);
    QVERIFY(m_panel->details().contains(QStringLiteral("number 1")));
    QCOMPARE(list->model()->index(0, 4).data().toString(), QStringLiteral("✗ Millbrook"));
}

void ChoicesPanelTest::rowsAreCopied()
{
    fill();
    ResultTableView* list = m_panel->questionList();
    list->selectRow(1);
    QTest::keyClick(list, Qt::Key_C, Qt::ControlModifier);
    const QString text = QGuiApplication::clipboard()->text();
    QCOMPARE(text.split(QLatin1Char('\n')).size(), 3);
    QVERIFY(text.contains(QStringLiteral("2,Where does the ferry from Stonewharf number 1 go?,Millbrook")));
}

void ChoicesPanelTest::fileIsDropped()
{
    QSignalSpy changed(m_panel, &EvaluationPanel::settingsChanged);
    QMimeData data;
    data.setUrls({ QUrl::fromLocalFile(QStringLiteral("/data/arc.jsonl")) });
    QDragEnterEvent enter({ 10, 10 }, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(m_panel, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(m_panel, &drop);
    QCOMPARE(m_panel->params().path, std::string("/data/arc.jsonl"));
    QCOMPARE(changed.count(), 1);
}

void ChoicesPanelTest::pictures_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void ChoicesPanelTest::pictures()
{
    QFETCH(bool, dark);
    const Theme theme = dark ? darkTheme() : lightTheme();
    m_stage.reset();
    test::useTheme(theme);
    init();
    fill();
    m_panel->questionList()->setCurrentIndex(m_panel->questionList()->model()->index(3, 0));
    const QImage image = test::picture(*m_panel, QStringLiteral("choices-") + QString::fromLatin1(QTest::currentDataTag()), 2);
    QVERIFY(test::pixelsNear(image, theme.accent, 6) > 5000); // the chosen question's row
    test::useTheme(lightTheme());
}

QTEST_MAIN(ChoicesPanelTest)
#include "tst_choices_panel.moc"
