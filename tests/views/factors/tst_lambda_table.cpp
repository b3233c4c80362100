// SPDX-License-Identifier: GPL-3.0-only
#include "editor_stage.h"

#include "views/factors/table/column_text.h"
#include "views/factors/table/lambda_table.h"
#include "views/factors/table/lambda_table_model.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QLineEdit>

using namespace ropewalk;
using namespace ropewalk::views;

class TestLambdaTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_stage = std::make_unique<test::EditorStage>();
        QVERIFY(m_stage->isShown());
        m_stage->press(m_stage->editor->actions().table);
        m_table = m_stage->editor->table();
        QVERIFY(m_table->isVisible());
        m_table->setFocus();
    }
    void cleanup() { m_stage.reset(); }
    void modelIsSound();
    void typesWithTabAndArrows();
    void refusesWhatIsNoNumber();
    void leavingAFieldIsNoEdit();
    void typedValuesMayLeaveTheBound();
    void locksInTheTable();
    void sharesItsSelection();
    void pastesOnTheSelection();
    void numbersOfOtherLanguages();

private:
    void type(const QString& text, Qt::Key end)
    {
        // The first letter opens the editor.
        QTest::keyClicks(m_table->viewport(), text.left(1));
        auto* field = m_table->viewport()->findChild<QLineEdit*>();
        QVERIFY(field);
        QTest::keyClicks(field, text.mid(1));
        QTest::keyClick(field, end);
    }
    QModelIndex cell(int pair, int column = LambdaTableModel::lambdaColumn) const
    {
        return m_table->model()->index(pair, column);
    }
    std::unique_ptr<test::EditorStage> m_stage;
    LambdaTable* m_table = nullptr; // owned by the editor
};

void TestLambdaTable::modelIsSound()
{
    QAbstractItemModelTester tester(m_table->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(m_table->model()->rowCount(), 32);
    QCOMPARE(cell(0).data().toString(), QStringLiteral("1.00"));
    QCOMPARE(cell(31).data().toString(), QStringLiteral("8.00"));
    m_stage->document.setLambda("set-1", std::vector<double>(32, 3.0));
    QCOMPARE(cell(13).data(Qt::AccessibleTextRole).toString(), QStringLiteral("pair 13, λ 3.00"));
    m_stage->document.removeSet("set-1");
    m_stage->document.removeSet("found-1");
    QCOMPARE(m_table->model()->rowCount(), 0);
    m_stage->undo();
    QCOMPARE(m_table->model()->rowCount(), 32);
}

void TestLambdaTable::typesWithTabAndArrows()
{
    m_table->setCurrentIndex(cell(4));
    type(QStringLiteral("1.75"), Qt::Key_Tab);
    QTRY_COMPARE(m_stage->lambda()[4], 1.75);
    QCOMPARE(m_stage->steps(), 1);
    // Tab went on to the next pair, in its field already.
    QTRY_COMPARE(m_table->currentIndex().row(), 5);
    auto* field = m_table->viewport()->findChild<QLineEdit*>();
    QVERIFY(field);
    QTest::keyClick(field, Qt::Key_Escape);
    QTRY_VERIFY(!m_table->viewport()->findChild<QLineEdit*>());

    m_table->setCurrentIndex(cell(5));
    type(QStringLiteral("2"), Qt::Key_Return);
    QTRY_COMPARE(m_stage->lambda()[5], 2.0);
    QTRY_COMPARE(m_table->currentIndex().row(), 6);
    QTest::keyClick(m_table, Qt::Key_Down);
    QCOMPARE(m_table->currentIndex().row(), 7);
    QCOMPARE(m_stage->steps(), 2);
}

void TestLambdaTable::refusesWhatIsNoNumber()
{
    const std::vector<double> before = m_stage->lambda();
    m_table->setCurrentIndex(cell(4));
    type(QStringLiteral("0"), Qt::Key_Return);
    QTRY_VERIFY(m_stage->message().contains(QStringLiteral("“0”")));
    QCOMPARE(m_stage->lambda(), before);
}

void TestLambdaTable::leavingAFieldIsNoEdit()
{
    const std::vector<double> before = m_stage->lambda();
    m_table->setCurrentIndex(cell(7));
    m_table->edit(cell(7));
    auto* field = m_table->viewport()->findChild<QLineEdit*>();
    QVERIFY(field);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(m_table->currentIndex().row(), 8);
    QCOMPARE(m_stage->lambda(), before);
    QCOMPARE(m_stage->steps(), 0);
}

void TestLambdaTable::typedValuesMayLeaveTheBound()
{
    QVERIFY(m_table->model()->setData(cell(31), QStringLiteral("62.123")));
    QCOMPARE(m_stage->lambda()[31], 62.123);
    QVERIFY(m_table->model()->setData(cell(0), QStringLiteral("0.5")));
    QCOMPARE(m_stage->lambda()[0], 0.5);
    // The rule holds all the same.
    QVERIFY(m_table->model()->setData(cell(10), QStringLiteral("7.5")));
    QVERIFY(rope::is_monotone(m_stage->lambda()));
}

void TestLambdaTable::locksInTheTable()
{
    const QRect box = m_table->visualRect(cell(3, LambdaTableModel::lockColumn));
    QTest::mouseClick(m_table->viewport(), Qt::LeftButton, {}, QPoint(box.left() + 10, box.center().y()));
    QCOMPARE(m_stage->document.activeSet()->locked_pairs, std::vector<int>{ 3 });
    QCOMPARE(m_stage->steps(), 1);
    m_table->model()->setData(cell(3), QStringLiteral("7"));
    QVERIFY(m_stage->message().contains(QStringLiteral("locked")));
    m_table->setCurrentIndex(cell(3, LambdaTableModel::lockColumn));
    QTest::keyClick(m_table, Qt::Key_Space);
    QVERIFY(m_stage->document.activeSet()->locked_pairs.empty());
}

void TestLambdaTable::sharesItsSelection()
{
    m_stage->editor->curveEditing()->selectRange(5, 9);
    QCOMPARE(m_table->currentIndex().row(), 9);
    QCOMPARE(m_table->selectionModel()->selectedIndexes().size(), 5);
    QTest::keyClick(m_table, Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(m_stage->canvas->selectedPair(), 0);
    QTest::keyClick(m_table, Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(m_stage->editor->curveEditing()->selection(), (PairRange{ 0, 1 }));
    test::picture(*m_stage->editor, QStringLiteral("table"));
}

void TestLambdaTable::pastesOnTheSelection()
{
    m_stage->editor->curveEditing()->selectRange(2, 4);
    QGuiApplication::clipboard()->setText(QStringLiteral("1.1\n1.2\n1.3\n"));
    QTest::keyClick(m_table, Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(m_stage->lambda()[3], 1.2);
    QTest::keyClick(m_table, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("1.1\n1.2\n1.3\n"));
}

void TestLambdaTable::numbersOfOtherLanguages()
{
    QCOMPARE(readColumn(QStringLiteral("1,25\n2,5")).values, (std::vector<double>{ 1.25, 2.5 }));
    QCOMPARE(readColumn(QStringLiteral("1e1\n 2 \n\n")).values, (std::vector<double>{ 10, 2 }));
    QVERIFY(!readColumn({}).problem.isEmpty());
    QVERIFY(!readColumn(QStringLiteral("nan")).problem.isEmpty());
    QVERIFY(!readColumn(QStringLiteral("1\n1e999")).problem.isEmpty());
    for (const double value : { 0.1 + 0.2, 1.0 / 3, 1e-7, 62.5 })
        QCOMPARE(readColumn(columnNumber(value)).values, std::vector<double>{ value });
}

QTEST_MAIN(TestLambdaTable)
#include "tst_lambda_table.moc"
