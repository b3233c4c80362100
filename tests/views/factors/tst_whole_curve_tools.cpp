// SPDX-License-Identifier: GPL-3.0-only
#include "editor_stage.h"

#include "core/rope/edit/shapes.h"
#include "views/factors/tools/blend_bar.h"
#include "views/factors/tools/rescale_bar.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QSlider>

using namespace ropewalk;
using namespace ropewalk::views;
using test::near;

class TestWholeCurveTools : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_stage = std::make_unique<test::EditorStage>();
        QVERIFY(m_stage->isShown());
    }
    void cleanup() { m_stage.reset(); }
    void twoBoundariesByMouse();
    void twoBoundariesByKeys();
    void longRope2ByMouse();
    void longRope2ByKeys();
    void interpolatesWithOneSlider();
    void rescales();
    void choosingAToolChangesNothing();

private:
    CurveEditing& editing() { return *m_stage->editor->curveEditing(); }
    QPoint handle(std::size_t number)
    {
        const auto [pair, lambda] = m_stage->canvas->scene().form.handles().at(number);
        return m_stage->at(pair, lambda);
    }
    std::unique_ptr<test::EditorStage> m_stage;
};

void TestWholeCurveTools::twoBoundariesByMouse()
{
    m_stage->press(m_stage->editor->actions().tools.at(Tool::twoBoundaries));
    m_stage->drag(handle(0), { m_stage->at(4, 1.5), m_stage->at(8, 1.5) });
    QCOMPARE(m_stage->steps(), 1);
    for (std::size_t pair = 0; pair <= 8; ++pair)
        QCOMPARE(m_stage->lambda()[pair], 1.0);
    QCOMPARE(m_stage->lambda()[31], 8.0);
    m_stage->drag(handle(1), { m_stage->at(24, 8), m_stage->at(16, 6) });
    QCOMPARE(m_stage->steps(), 2);
    QCOMPARE(m_stage->lambda()[8], 1.0);
    QVERIFY(near(m_stage->lambda()[12], std::sqrt(6.0)));
    for (std::size_t pair = 16; pair < 32; ++pair)
        QVERIFY(near(m_stage->lambda()[pair], 6.0));
    test::picture(*m_stage->editor, QStringLiteral("two-boundaries"));
}

void TestWholeCurveTools::twoBoundariesByKeys()
{
    m_stage->document.setLambda("set-1", rope::two_boundary_lambda(32, { 8, 16, 8 }));
    m_stage->key(Qt::Key_T);
    m_stage->key(Qt::Key_Right);
    QCOMPARE(m_stage->lambda()[9], 1.0);
    QVERIFY(m_stage->lambda()[10] > 1.05);
    m_stage->key(Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(m_stage->lambda()[15], 8.0);
    QVERIFY(m_stage->lambda()[14] < 7.0);
    m_stage->key(Qt::Key_Up);
    QCOMPARE(m_stage->lambda()[31], 8.01);
    QCOMPARE(m_stage->steps(), 4);
}

void TestWholeCurveTools::longRope2ByMouse()
{
    m_stage->document.setLambda("set-1", rope::pi_lambda(m_stage->document.geometry(), 8));
    m_stage->key(Qt::Key_R);
    QCOMPARE(m_stage->canvas->scene().form.pivot, rope::critical_pair(m_stage->document.geometry()));
    m_stage->drag(handle(0), { m_stage->at(15, 8), m_stage->at(20, 8) });
    const std::vector<double> expected
        = rope::longrope2_lambda(rope::pi_lambda(m_stage->document.geometry(), 8), 20);
    for (std::size_t pair = 0; pair < 32; ++pair)
        QVERIFY(near(m_stage->lambda()[pair], expected[pair]));
    QCOMPARE(m_stage->canvas->scene().form.pivot, 20);
    QCOMPARE(m_stage->steps(), 2);
    // Above the handle the points stay free.
    m_stage->drag(m_stage->canvas->pointOf(28).toPoint(), { m_stage->at(28, 9) });
    QVERIFY(near(m_stage->lambda()[28], 9) && near(m_stage->lambda()[20], 8));
    test::picture(*m_stage->editor, QStringLiteral("longrope2"));
}

void TestWholeCurveTools::longRope2ByKeys()
{
    m_stage->document.setLambda(
        "set-1", rope::longrope2_lambda(rope::pi_lambda(m_stage->document.geometry(), 8), 20));
    m_stage->key(Qt::Key_R);
    m_stage->key(Qt::Key_Left);
    QCOMPARE(m_stage->canvas->scene().form.pivot, 19);
    QCOMPARE(m_stage->lambda()[19], m_stage->canvas->scene().form.pivotLambda);
    m_stage->key(Qt::Key_Up, Qt::ShiftModifier);
    QVERIFY(near(m_stage->lambda()[19], 8.1, 0.002));
    QCOMPARE(m_stage->steps(), 3);
}

void TestWholeCurveTools::interpolatesWithOneSlider()
{
    m_stage->key(Qt::Key_I);
    BlendBar* bar = m_stage->editor->options()->blend();
    QVERIFY(bar->isVisible());
    bar->other()->setCurrentIndex(bar->other()->findData(QStringLiteral("pi")));
    const std::vector<double> before = m_stage->lambda();
    bar->slider()->setFocus();
    for (int press = 0; press < 5; ++press)
        QTest::keyClick(bar->slider(), Qt::Key_PageUp);
    const std::vector<double> expected = rope::blended(before, std::vector<double>(32, 8.0), 0.5);
    for (std::size_t pair = 0; pair < 32; ++pair)
        QVERIFY(std::abs(m_stage->lambda()[pair] - expected[pair]) <= 0.00501);
    QCOMPARE(m_stage->steps(), 1);
    QTest::keyClick(bar->slider(), Qt::Key_End);
    QCOMPARE(m_stage->lambda(), std::vector<double>(32, 8.0));
    QTest::keyClick(bar->slider(), Qt::Key_Home);
    QCOMPARE(m_stage->lambda(), before);
    QCOMPARE(m_stage->steps(), 0); // back where it began

    // By mouse: YaRN brings its attention factor.
    bar->other()->setCurrentIndex(bar->other()->findData(QStringLiteral("yarn")));
    const QPoint middle = bar->slider()->rect().center();
    QTest::mousePress(bar->slider(), Qt::LeftButton, {}, QPoint(6, middle.y()));
    QTest::mouseMove(bar->slider(), QPoint(middle.x() / 2, middle.y()));
    QTest::mouseMove(bar->slider(), QPoint(bar->slider()->width() + 20, middle.y()));
    QTest::mouseRelease(bar->slider(), Qt::LeftButton, {}, QPoint(bar->slider()->width() + 20, middle.y()));
    QCOMPARE(m_stage->document.activeSet()->attention_factor, rope::yarn_attention_factor(8));
    QCOMPARE(m_stage->steps(), 1);
    m_stage->undo();
    QCOMPARE(m_stage->lambda(), before);
    QCOMPARE(bar->slider()->value(), 0);
}

void TestWholeCurveTools::rescales()
{
    m_stage->document.setTarget(8192);
    m_stage->key(Qt::Key_X);
    RescaleBar* bar = m_stage->editor->options()->rescale();
    QVERIFY(bar->isVisible());
    QCOMPARE(bar->from()->value(), 8.0); // the curve was made for it
    QCOMPARE(bar->to()->value(), 32.0);
    QTest::mouseClick(bar->findChild<QAbstractButton*>(), Qt::LeftButton);
    const std::vector<double> ntk = rope::ntk_lambda(m_stage->document.geometry(), 32);
    for (std::size_t pair = 0; pair < 32; ++pair)
        QVERIFY(std::abs(m_stage->lambda()[pair] - ntk[pair]) <= 0.00501);
    QCOMPARE(m_stage->steps(), 2);
}

void TestWholeCurveTools::choosingAToolChangesNothing()
{
    const std::vector<double> before = m_stage->lambda();
    for (const auto& [tool, action] : m_stage->editor->actions().tools)
        m_stage->press(action);
    editing().setTool(Tool::twoBoundaries);
    QTest::mouseClick(m_stage->canvas, Qt::LeftButton, {}, handle(1));
    QCOMPARE(m_stage->lambda(), before);
    QCOMPARE(m_stage->steps(), 0);
}

QTEST_MAIN(TestWholeCurveTools)
#include "tst_whole_curve_tools.moc"
