// SPDX-License-Identifier: GPL-3.0-only
#include "evaluation_results.h"
#include "panel_case.h"

#include "views/choices/accuracy_bars.h"
#include "views/choices/choices_panel.h"
#include "views/evaluation/result_table.h"
#include "views/evaluation/segments.h"

#include <QClipboard>
#include <QComboBox>
#include <QDropEvent>
#include <QGuiApplication>
#include <QMimeData>
#include <QSignalSpy>
#include <QUrl>

using namespace ropewalk;
using namespace ropewalk::views;

/// Standard questions, by mouse and by keys.
class ChoicesPanelTest : public PanelCase
{
    Q_OBJECT

private Q_SLOTS:
    void countsLive();
    void accuracyHasItsInterval();
    void filtered();
    void detailsOfAQuestion();
    void rowsAreCopied();
    void fileIsDropped();
    void shortListOfShortMode();
    void pictures();

private:
    Panel* make() override;
    QSize size() const override { return { 1100, 520 }; }
    void fill() override;

    ChoicesPanel* m_panel = nullptr;
};

Panel* ChoicesPanelTest::make()
{
    m_panel = new ChoicesPanel;
    m_panel->setAvailable(true);
    return m_panel;
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

void ChoicesPanelTest::shortListOfShortMode()
{
    const std::vector<rope::FactorSet> sets = test::demoProject().sets;
    m_panel->setSets(sets);
    openSettings();
    auto* list = control<QComboBox>(QStringLiteral("short list"));
    QVERIFY(list && !list->isEnabled());
    click(QStringLiteral("short mode"));
    QVERIFY(m_panel->params().short_mode && m_panel->params().short_set.lambda.empty());
    QTest::keyClick(list, Qt::Key_Down);
    QVERIFY(m_panel->params().short_set == sets[0]);
    const protocol::ChoicesParams kept = m_panel->params();
    click(QStringLiteral("short mode"));
    QVERIFY(m_panel->params().short_set.lambda.empty());
    m_panel->setParams(kept);
    QCOMPARE(list->currentText(), QString::fromStdString(sets[0].name));
}

void ChoicesPanelTest::pictures()
{
    const QImage image = look(QStringLiteral("choices"), [this] {
        m_panel->questionList()->setCurrentIndex(m_panel->questionList()->model()->index(3, 0));
    });
    QVERIFY(test::pixelsNear(image, theme().accent, 6) > 5000); // the chosen question's row
}

QTEST_MAIN(ChoicesPanelTest)
#include "tst_choices_panel.moc"
