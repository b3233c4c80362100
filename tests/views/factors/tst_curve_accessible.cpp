// SPDX-License-Identifier: GPL-3.0-only
#include "editor_stage.h"

#include <QAccessible>

using namespace ropewalk;
using namespace ropewalk::views;

class TestCurveAccessible : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_stage = std::make_unique<test::EditorStage>();
        QVERIFY(m_stage->isShown());
        m_interface = QAccessible::queryAccessibleInterface(m_stage->canvas);
        QVERIFY(m_interface);
        m_table = m_interface->tableInterface();
        QVERIFY(m_table);
    }
    void cleanup() { m_stage.reset(); }
    void isATableOfPairs();
    void cellsFollowEdits();
    void rowsAreThePairsSelected();
    void cellsAreWhereTheirPointsAre();
    void withoutASetItIsEmpty();

private:
    QString cell(int row, int column, QAccessible::Text what = QAccessible::Name) const
    {
        return m_table->cellAt(row, column)->text(what);
    }
    std::unique_ptr<test::EditorStage> m_stage;
    QAccessibleInterface* m_interface = nullptr;
    QAccessibleTableInterface* m_table = nullptr;
};

void TestCurveAccessible::isATableOfPairs()
{
    QCOMPARE(m_interface->role(), QAccessible::Table);
    QCOMPARE(m_interface->text(QAccessible::Name), QStringLiteral("λ curve"));
    QCOMPARE(m_table->rowCount(), 32);
    QCOMPARE(m_table->columnCount(), 2);
    QCOMPARE(m_interface->childCount(), 64);
    QCOMPARE(m_table->rowDescription(13), QStringLiteral("pair 13"));
    QCOMPARE(m_table->columnDescription(0), QStringLiteral("λ"));
    QAccessibleInterface* at = m_table->cellAt(13, 1);
    QCOMPARE(at->tableCellInterface()->rowIndex(), 13);
    QCOMPARE(at->tableCellInterface()->columnIndex(), 1);
    QCOMPARE(at->parent(), m_interface);
    QCOMPARE(m_interface->indexOfChild(at), 27);
    QCOMPARE(m_interface->child(27), at);
    QVERIFY(!m_table->cellAt(32, 0) && !m_table->cellAt(0, 2) && !m_table->cellAt(-1, 0));
}

void TestCurveAccessible::cellsFollowEdits()
{
    std::vector<double> curve = m_stage->lambda();
    curve[13] = 2.13;
    m_stage->document.setLambda("set-1", curve);
    QCOMPARE(cell(13, 0), QStringLiteral("pair 13, λ 2.13"));
    QCOMPARE(cell(13, 0, QAccessible::Value), QStringLiteral("2.13"));
    // 2π·10000^(26/64)·2.13 tokens
    QCOMPARE(cell(13, 1), QStringLiteral("pair 13, wavelength 564.4 tokens"));
    m_stage->undo();
    QVERIFY(cell(13, 0) != QStringLiteral("pair 13, λ 2.13"));
}

void TestCurveAccessible::rowsAreThePairsSelected()
{
    QVERIFY(m_table->selectRow(13));
    QCOMPARE(m_stage->canvas->selectedPair(), 13);
    QVERIFY(m_table->cellAt(13, 0)->state().selected);
    QVERIFY(m_table->cellAt(13, 0)->state().focused);
    m_stage->editor->curveEditing()->selectRange(4, 6);
    QCOMPARE(m_table->selectedRows(), (QList<int>{ 4, 5, 6 }));
    QCOMPARE(m_table->selectedCellCount(), 6);
    QCOMPARE(m_table->selectedCells().size(), 6);
    QVERIFY(m_table->isRowSelected(5) && !m_table->isRowSelected(7));
    QVERIFY(m_table->unselectRow(5));
    QCOMPARE(m_stage->canvas->selectedPair(), -1);
    QVERIFY(!m_table->selectRow(32));
}

void TestCurveAccessible::cellsAreWhereTheirPointsAre()
{
    const QPoint point = m_stage->canvas->mapToGlobal(m_stage->canvas->pointOf(20).toPoint());
    QVERIFY(m_table->cellAt(20, 0)->rect().contains(point));
    QCOMPARE(m_interface->childAt(point.x(), point.y()), m_table->cellAt(20, 0));
}

void TestCurveAccessible::withoutASetItIsEmpty()
{
    QAccessibleInterface* at = m_table->cellAt(3, 0);
    m_stage->document.removeSet("set-1");
    m_stage->document.removeSet("found-1");
    QCOMPARE(m_table->rowCount(), 0);
    QVERIFY(!at->isValid());
    QCOMPARE(at->text(QAccessible::Name), QString());
    QVERIFY(!m_table->cellAt(3, 0));
}

QTEST_MAIN(TestCurveAccessible)
#include "tst_curve_accessible.moc"
