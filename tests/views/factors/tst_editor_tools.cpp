// SPDX-License-Identifier: GPL-3.0-only
#include "editor_stage.h"

#include "core/rope/edit/isotonic.h"
#include "core/rope/edit/shapes.h"

#include <QClipboard>
#include <QMenu>
#include <QSpinBox>

using namespace ropewalk;
using namespace ropewalk::views;
using test::near;

class TestEditorTools : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_stage = std::make_unique<test::EditorStage>();
        QVERIFY(m_stage->isShown());
    }
    void cleanup() { m_stage.reset(); }
    void softnessOfTheBrush();
    void selectsPairsByMouse();
    void selectsPairsByKeys();
    void shiftsASelectionByMouse();
    void scalesASelectionByMouse();
    void arrowsShiftAndScale();
    void straightens();
    void smooths();
    void repairs();
    void locksByMouseAndKeys();
    void snapsOnlyWhenAsked();
    void monotoneRules();
    void violationsAreMarked();
    void pastesAColumn();
    void refusesAColumnThatDoesNotFit();
    void aLockedSetSaysSo();
    void axesKeepThePoints();
    void ghostsOfAnyMethodOrSet();
    void actionsNameTheirKeys();
    void everythingIsInTheMenu();

private:
    CurveEditing& editing() { return *m_stage->editor->curveEditing(); }
    std::unique_ptr<test::EditorStage> m_stage;
};

void TestEditorTools::softnessOfTheBrush()
{
    editing().setMonotone(rope::Monotone::free);
    editing().setBrushWidth(5);
    m_stage->key(Qt::Key_Comma);
    QCOMPARE(m_stage->editor->options()->brushSoftness()->value(), 90);
    m_stage->key(Qt::Key_Period);
    m_stage->editor->options()->brushSoftness()->setValue(0);
    const std::vector<double> before = m_stage->lambda();
    QTest::mouseClick(m_stage->canvas, Qt::LeftButton, {}, m_stage->at(10, 7.0));
    for (std::size_t pair = 8; pair <= 12; ++pair)
        QVERIFY(near(m_stage->lambda()[pair], 7.0));
    QCOMPARE(m_stage->lambda()[7], before[7]);
    QCOMPARE(m_stage->steps(), 1);
}

void TestEditorTools::selectsPairsByMouse()
{
    m_stage->press(m_stage->editor->actions().tools.at(Tool::select));
    const std::vector<double> before = m_stage->lambda();
    m_stage->drag(m_stage->at(5, 7), { m_stage->at(8, 7), m_stage->at(12, 6) });
    QCOMPARE(editing().selection(), (PairRange{ 5, 12 }));
    m_stage->drag(m_stage->at(20, 1.2), { m_stage->at(17, 1.2) });
    QCOMPARE(editing().selection(), (PairRange{ 17, 20 }));
    QCOMPARE(editing().caret(), 17);
    QTest::mouseClick(m_stage->canvas, Qt::LeftButton, Qt::ShiftModifier, m_stage->at(25, 1.2));
    QCOMPARE(editing().selection(), (PairRange{ 20, 25 }));
    QCOMPARE(m_stage->lambda(), before);
    QCOMPARE(m_stage->steps(), 0);
}

void TestEditorTools::selectsPairsByKeys()
{
    m_stage->key(Qt::Key_Home);
    m_stage->key(Qt::Key_Right);
    m_stage->key(Qt::Key_Right, Qt::ShiftModifier);
    m_stage->key(Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(editing().selection(), (PairRange{ 1, 3 }));
    m_stage->key(Qt::Key_End, Qt::ShiftModifier);
    QCOMPARE(editing().selection(), (PairRange{ 1, 31 }));
    m_stage->key(Qt::Key_Left);
    QCOMPARE(editing().selection(), (PairRange{ 30, 30 }));
    m_stage->key(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(editing().selection(), (PairRange{ 0, 31 }));
    m_stage->key(Qt::Key_Escape);
    QVERIFY(editing().selection().isEmpty());
}

void TestEditorTools::shiftsASelectionByMouse()
{
    m_stage->key(Qt::Key_S);
    QCOMPARE(editing().tool(), Tool::select);
    editing().selectRange(10, 14);
    const std::vector<double> before = m_stage->lambda();
    const QPoint grip = m_stage->at(12, before[12]);
    m_stage->drag(grip, { m_stage->at(12, before[12] + 0.2), m_stage->at(12, before[12] + 0.5) });
    const double moved = m_stage->lambda()[12] - before[12];
    QVERIFY(std::abs(moved - 0.5) < 0.05);
    for (std::size_t pair = 10; pair <= 14; ++pair)
        QVERIFY(std::abs(m_stage->lambda()[pair] - before[pair] - moved) < 0.011);
    QCOMPARE(m_stage->lambda()[9], before[9]);
    QVERIFY(rope::is_monotone(m_stage->lambda())); // pairs above were pushed
    QCOMPARE(m_stage->steps(), 1);
    m_stage->undo();
    QCOMPARE(m_stage->lambda(), before);
}

void TestEditorTools::scalesASelectionByMouse()
{
    editing().setTool(Tool::select);
    editing().setMonotone(rope::Monotone::free);
    editing().selectRange(10, 14);
    const std::vector<double> before = m_stage->lambda();
    const QRectF box = selectionBox(m_stage->canvas->scene(), m_stage->canvas->curveLayout());
    const QPoint handle = scaleHandle(box).center().toPoint();
    const int up = m_stage->at(14, before[14]).y() - m_stage->at(14, before[14] * 1.5).y();
    m_stage->drag(handle, { handle - QPoint(0, up / 2), handle - QPoint(0, up) });
    for (std::size_t pair = 10; pair <= 14; ++pair)
        QVERIFY(near(m_stage->lambda()[pair], before[pair] * 1.5, 0.025));
    QCOMPARE(m_stage->lambda()[15], before[15]);
    QCOMPARE(m_stage->steps(), 1);
}

void TestEditorTools::arrowsShiftAndScale()
{
    m_stage->document.setLambda("set-1", std::vector<double>(32, 4.0));
    editing().setMonotone(rope::Monotone::free);
    editing().selectRange(3, 5);
    m_stage->key(Qt::Key_Up);
    m_stage->key(Qt::Key_Up, Qt::ShiftModifier);
    QCOMPARE(m_stage->lambda()[3], 4.11);
    QCOMPARE(m_stage->lambda()[5], 4.11);
    QCOMPARE(m_stage->lambda()[6], 4.0);
    m_stage->key(Qt::Key_Down, Qt::ControlModifier);
    QCOMPARE(m_stage->lambda()[4], 4.07); // 4.11 · 0.99
    QCOMPARE(m_stage->steps(), 4);
}

void TestEditorTools::straightens()
{
    const std::vector<double> before = m_stage->lambda();
    m_stage->document.setLambda("set-1", rope::yarn_lambda(m_stage->document.geometry(), 8));
    const std::vector<double> yarn = m_stage->lambda();
    editing().selectRange(5, 15);
    m_stage->key(Qt::Key_L);
    const std::vector<double> expected = rope::straightened(yarn, 5, 15);
    for (std::size_t pair = 0; pair < 32; ++pair)
        QVERIFY(std::abs(m_stage->lambda()[pair] - expected[pair]) <= 0.00501);
    QCOMPARE(m_stage->steps(), 2);
    m_stage->undo();
    m_stage->press(m_stage->editor->actions().straighten);
    QCOMPARE(m_stage->lambda()[10], std::round(expected[10] * 100) / 100);
}

void TestEditorTools::smooths()
{
    std::vector<double> rough(32, 2.0);
    std::fill(rough.begin() + 16, rough.end(), 8.0);
    m_stage->document.setLambda("set-1", rough);
    editing().selectRange(10, 20);
    m_stage->press(m_stage->editor->actions().smooth);
    QCOMPARE(m_stage->lambda()[15], 2.83); // 2^(3/4)·8^(1/4)
    QCOMPARE(m_stage->lambda()[16], 5.66);
    m_stage->undo();
    m_stage->key(Qt::Key_M);
    QCOMPARE(m_stage->lambda()[15], 2.83);
    QCOMPARE(m_stage->steps(), 2);
}

void TestEditorTools::repairs()
{
    std::vector<double> falling(32, 4.0);
    falling[10] = 8.0;
    falling[20] = 2.0;
    editing().setSnaps(false);
    m_stage->document.setLambda("set-1", falling);
    m_stage->key(Qt::Key_P);
    QCOMPARE(m_stage->lambda(), rope::isotonic(falling));
    QCOMPARE(m_stage->steps(), 2);
    m_stage->press(m_stage->editor->actions().repair);
    QCOMPARE(m_stage->steps(), 2);
    QVERIFY(m_stage->message().contains(QStringLiteral("Nothing to repair")));
}

void TestEditorTools::locksByMouseAndKeys()
{
    QTest::mouseClick(
        m_stage->canvas, Qt::LeftButton, Qt::ControlModifier, m_stage->canvas->pointOf(12).toPoint());
    QCOMPARE(m_stage->document.activeSet()->locked_pairs, std::vector<int>{ 12 });
    editing().selectRange(20, 21);
    m_stage->key(Qt::Key_K);
    QCOMPARE(m_stage->document.activeSet()->locked_pairs, (std::vector<int>{ 12, 20, 21 }));
    QCOMPARE(m_stage->steps(), 2);

    const std::vector<double> before = m_stage->lambda();
    const auto holds = [&] {
        return m_stage->lambda()[12] == before[12] && m_stage->lambda()[20] == before[20]
            && m_stage->lambda()[21] == before[21];
    };
    m_stage->drag(m_stage->canvas->pointOf(12).toPoint(), { m_stage->at(12, 7) });
    QVERIFY(holds());
    m_stage->drag(m_stage->at(2, 6), { m_stage->at(12, 6), m_stage->at(28, 2) });
    QVERIFY(holds() && m_stage->lambda() != before);
    editing().selectRange(0, 31);
    m_stage->key(Qt::Key_Up, Qt::ShiftModifier);
    m_stage->key(Qt::Key_L);
    m_stage->key(Qt::Key_M);
    editing().setTool(Tool::longRope2);
    m_stage->key(Qt::Key_Up);
    QVERIFY(holds());
    m_stage->document.applyPreset("set-1", m_stage->document.baselines()[1]);
    QVERIFY(holds());
    editing().selectRange(12, 12);
    m_stage->press(m_stage->editor->actions().lock);
    QCOMPARE(m_stage->document.activeSet()->locked_pairs, (std::vector<int>{ 20, 21 }));
}

void TestEditorTools::snapsOnlyWhenAsked()
{
    m_stage->key(Qt::Key_G);
    QVERIFY(!editing().snaps());
    m_stage->drag(m_stage->canvas->pointOf(20).toPoint(), { m_stage->at(20, 4.7) });
    QVERIFY(std::abs(m_stage->lambda()[20] * 100 - std::round(m_stage->lambda()[20] * 100)) > 1e-6);
    m_stage->key(Qt::Key_G);
    m_stage->drag(m_stage->canvas->pointOf(20).toPoint(), { m_stage->at(20, 4.6) });
    QCOMPARE(m_stage->lambda()[20], std::round(m_stage->lambda()[20] * 100) / 100);
}

void TestEditorTools::monotoneRules()
{
    m_stage->document.setLambda("set-1", std::vector<double>(32, 4.0));
    m_stage->key(Qt::Key_2, Qt::AltModifier);
    QCOMPARE(editing().monotone(), rope::Monotone::repair);
    m_stage->drag(m_stage->canvas->pointOf(30).toPoint(), { m_stage->at(30, 6.0) });
    // 30 and 31 share the mean of 6 and 4.
    QVERIFY(near(m_stage->lambda()[30], 5.0) && m_stage->lambda()[31] == m_stage->lambda()[30]);
    QCOMPARE(m_stage->lambda()[29], 4.0);
    m_stage->undo();
    m_stage->key(Qt::Key_3, Qt::AltModifier);
    m_stage->drag(m_stage->canvas->pointOf(30).toPoint(), { m_stage->at(30, 6.0) });
    QCOMPARE(m_stage->lambda()[31], 4.0);
    m_stage->undo();
    m_stage->key(Qt::Key_1, Qt::AltModifier);
    m_stage->drag(m_stage->canvas->pointOf(30).toPoint(), { m_stage->at(30, 6.0) });
    QCOMPARE(m_stage->lambda()[31], m_stage->lambda()[30]);
    QVERIFY(near(m_stage->lambda()[30], 6.0));
}

void TestEditorTools::violationsAreMarked()
{
    const QColor red = lightTheme().critical;
    m_stage->canvas->setGhosts({});
    const int before = test::pixelsNear(test::picture(*m_stage->canvas, QStringLiteral("falls-none")), red);
    std::vector<double> curve = m_stage->lambda();
    curve[20] = 2;
    m_stage->document.setLambda("set-1", curve);
    const QImage marked = test::picture(*m_stage->canvas, QStringLiteral("falls"));
    QVERIFY(test::pixelsNear(marked, red) > before + 100);
}

void TestEditorTools::pastesAColumn()
{
    QString text = QStringLiteral("lambda\r\n");
    for (int pair = 0; pair < 32; ++pair)
        text += QString::number(1 + pair * 0.123456789, 'g', 17) + QStringLiteral("\r\n");
    QGuiApplication::clipboard()->setText(text);
    m_stage->key(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(m_stage->lambda()[31], 1 + 31 * 0.123456789);
    QCOMPARE(m_stage->steps(), 1);
    QVERIFY(m_stage->message().isEmpty());

    editing().selectRange(4, 6);
    QGuiApplication::clipboard()->setText(QStringLiteral("7\t1,5\t2.5"));
    m_stage->key(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(m_stage->lambda()[4], 7.0);
    QCOMPARE(m_stage->lambda()[5], 1.5);
    QCOMPARE(m_stage->lambda()[6], 2.5);
    QVERIFY(m_stage->message().contains(QStringLiteral("pair 5")));

    m_stage->key(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("7\n1.5\n2.5\n"));
}

void TestEditorTools::refusesAColumnThatDoesNotFit()
{
    const std::vector<double> before = m_stage->lambda();
    const auto told = [&](const QString& text) {
        QGuiApplication::clipboard()->setText(text);
        m_stage->key(Qt::Key_V, Qt::ControlModifier);
        return m_stage->message();
    };
    const QString count = told(QStringLiteral("1\n2\n3"));
    QVERIFY2(count.contains(QStringLiteral("3 numbers")) && count.contains(QStringLiteral("32 pairs")),
        qPrintable(count));
    QVERIFY(told(QStringLiteral("1\t2\n3\t4")).contains(QStringLiteral("2 cells")));
    QVERIFY(told(QStringLiteral("1\nx\n3")).contains(QStringLiteral("“x”")));
    QVERIFY(told(QStringLiteral("1\n-2")).contains(QStringLiteral("above 0")));
    QCOMPARE(m_stage->lambda(), before);
    QCOMPARE(m_stage->steps(), 0);
}

void TestEditorTools::aLockedSetSaysSo()
{
    m_stage->document.setLocked("set-1", true);
    const std::vector<double> before = m_stage->lambda();
    m_stage->drag(m_stage->canvas->pointOf(12).toPoint(), { m_stage->at(12, 7) });
    QCOMPARE(m_stage->lambda(), before);
    QVERIFY(m_stage->message().contains(QStringLiteral("locked")));
    m_stage->document.setActiveSet("found-1");
    QVERIFY(m_stage->message().isEmpty());
}

void TestEditorTools::axesKeepThePoints()
{
    const QPointF byIndex = m_stage->canvas->pointOf(20);
    m_stage->key(Qt::Key_W);
    QCOMPARE(m_stage->canvas->pairAxis(), PairAxis::wavelength);
    QCOMPARE(m_stage->canvas->pointOf(20), byIndex);
    test::picture(*m_stage->editor, QStringLiteral("axes-wavelength"));
    m_stage->key(Qt::Key_W);
    QCOMPARE(m_stage->canvas->pairAxis(), PairAxis::index);

    m_stage->key(Qt::Key_T, Qt::ShiftModifier);
    QCOMPARE(m_stage->canvas->valueAxis(), ValueAxis::turn);
    const CurveLayout layout = m_stage->canvas->curveLayout();
    const double turn = rope::effective_turn(m_stage->document.geometry(), 20, m_stage->lambda()[20]);
    QVERIFY(std::abs(layout.values.toPixel(turn) - m_stage->canvas->pointOf(20).y()) < 1e-6);
    test::picture(*m_stage->editor, QStringLiteral("axes-turn"));
    m_stage->drag(m_stage->canvas->pointOf(20).toPoint(), { m_stage->at(20, 6) });
    QVERIFY(near(m_stage->lambda()[20], 6, 0.05));
    m_stage->key(Qt::Key_N, Qt::ShiftModifier);
    QCOMPARE(m_stage->canvas->valueAxis(), ValueAxis::linear);
    m_stage->key(Qt::Key_L, Qt::ShiftModifier);
    QCOMPARE(m_stage->canvas->valueAxis(), ValueAxis::log);
}

void TestEditorTools::ghostsOfAnyMethodOrSet()
{
    QMenu menu;
    m_stage->editor->actions().fillGhosts(&menu);
    const auto choose = [&menu](const QString& name) {
        for (QAction* action : menu.actions())
            if (action->text() == name)
                return action->trigger();
        QFAIL(qPrintable(name));
    };
    QCOMPARE(m_stage->canvas->scene().ghosts.size(), std::size_t(3));
    choose(QStringLiteral("found"));
    choose(QString::fromUtf8(rope::name(rope::Method::llama3).data()));
    QCOMPARE(m_stage->canvas->scene().ghosts.size(), std::size_t(5));
    choose(QStringLiteral("PI"));
    QCOMPARE(m_stage->canvas->scene().ghosts.size(), std::size_t(4));
    test::picture(*m_stage->editor, QStringLiteral("ghosts"));
    m_stage->document.setActiveSet("found-1");
    QCOMPARE(m_stage->canvas->scene().ghosts.size(), std::size_t(3)); // itself is no ghost
}

void TestEditorTools::actionsNameTheirKeys()
{
    QSet<QString> keys;
    for (QAction* action : m_stage->canvas->actions()) {
        const QString key = action->shortcut().toString(QKeySequence::NativeText);
        if (key.isEmpty())
            continue;
        QVERIFY2(action->toolTip().contains(key), qPrintable(action->text()));
        QVERIFY2(!keys.contains(key), qPrintable(key));
        keys.insert(key);
    }
    QVERIFY(keys.size() > 20);
}

void TestEditorTools::everythingIsInTheMenu()
{
    QMenu menu;
    m_stage->editor->actions().fill(&menu);
    QList<QAction*> offered = menu.actions();
    for (qsizetype i = 0; i < offered.size(); ++i)
        if (offered[i]->menu())
            offered += offered[i]->menu()->actions();
    QVERIFY(m_stage->canvas->actions().size() > 20);
    for (QAction* action : m_stage->canvas->actions())
        QVERIFY2(offered.contains(action), qPrintable(action->text()));
}

QTEST_MAIN(TestEditorTools)
#include "tst_editor_tools.moc"
