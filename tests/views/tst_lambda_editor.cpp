// SPDX-License-Identifier: GPL-3.0-only
#include "demo_project.h"
#include "pictures.h"

#include "views/document/document.h"
#include "views/factors/lambda_canvas.h"
#include "views/factors/lambda_editor.h"
#include "views/factors/tools/tool_options.h"

#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <algorithm>

using namespace ropewalk;
using namespace ropewalk::views;

class TestLambdaEditor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void dragsOnePoint();
    void dragPushesNeighbours();
    void dragIsOneUndoStep();
    void dragBackLeavesNoStep();
    void escapeTakesTheDragBack();
    void paintsWithTheBrush();
    void boundsHold();
    void keysSelectAndMove();
    void linearScale();
    void linkedSelection();
    void tellsItsValue();
    void followsUndoAndTarget();
    void refusesASetOfAnotherModel();
    void overlayIsDashedInItsColour();
    void pictures_data();
    void pictures();

private:
    const std::vector<double>& lambda() const { return m_document->activeSet()->lambda; }
    QPoint at(int pair, double value) const { return m_canvas->curveLayout().point(pair, value).toPoint(); }
    void drag(const QPoint& from, const std::vector<QPoint>& way, bool release = true)
    {
        QTest::mousePress(m_canvas, Qt::LeftButton, {}, from);
        for (const QPoint& point : way)
            QTest::mouseMove(m_canvas, point);
        if (release)
            QTest::mouseRelease(m_canvas, Qt::LeftButton, {}, way.back());
    }

    std::unique_ptr<Document> m_document;
    std::unique_ptr<test::Stage> m_stage;
    LambdaEditor* m_editor = nullptr; // owned by the stage
    LambdaCanvas* m_canvas = nullptr;
};

void TestLambdaEditor::initTestCase()
{
    test::useTheme(lightTheme());
}

void TestLambdaEditor::init()
{
    m_document = std::make_unique<Document>();
    m_document->reset(test::demoProject());
    m_editor = new LambdaEditor(m_document.get());
    m_stage = std::make_unique<test::Stage>(m_editor, QSize(860, 320));
    QVERIFY(QTest::qWaitForWindowExposed(&m_stage->window()));
    m_canvas = m_editor->canvas();
}

void TestLambdaEditor::cleanup()
{
    m_stage.reset();
    m_document.reset();
}

void TestLambdaEditor::dragsOnePoint()
{
    const std::vector<double> before = lambda();
    QSignalSpy editing(m_editor, &LambdaEditor::editing);
    const double wanted = (before[9] + before[11]) / 2 + 0.02;
    drag(m_canvas->pointOf(10).toPoint(), { at(10, wanted) });
    // One pixel is about one part in a hundred here.
    QVERIFY2(std::abs(lambda()[10] - wanted) < 0.03, qPrintable(QString::number(lambda()[10])));
    for (std::size_t i = 0; i < before.size(); ++i)
        if (i != 10)
            QCOMPARE(lambda()[i], before[i]);
    QCOMPARE(lambda()[10], std::round(lambda()[10] * 100) / 100);
    QCOMPARE(editing.size(), 2);
    QCOMPARE(editing[0][0].toBool(), true);
    QCOMPARE(editing[1][0].toBool(), false);
}

void TestLambdaEditor::dragPushesNeighbours()
{
    drag(m_canvas->pointOf(10).toPoint(), { at(10, 6.0) });
    QVERIFY(std::abs(lambda()[10] - 6.0) < 0.1);
    QCOMPARE(lambda()[15], lambda()[10]);
    QVERIFY(rope::is_monotone(lambda()));

    m_document->undoStack()->undo();
    m_editor->curveEditing()->setMonotone(rope::Monotone::free);
    const std::vector<double> before = lambda();
    drag(m_canvas->pointOf(10).toPoint(), { at(10, 6.0) });
    QCOMPARE(lambda()[15], before[15]);
    QVERIFY(!rope::is_monotone(lambda()));
}

void TestLambdaEditor::dragIsOneUndoStep()
{
    const std::vector<double> before = lambda();
    drag(m_canvas->pointOf(20).toPoint(), { at(20, 5), at(20, 6), at(20, 6.5), at(20, 7) });
    QCOMPARE(m_document->undoStack()->count(), 1);
    drag(m_canvas->pointOf(20).toPoint(), { at(20, 7.5), at(20, 8) });
    QCOMPARE(m_document->undoStack()->count(), 2);
    m_document->undoStack()->undo();
    QVERIFY(std::abs(lambda()[20] - 7) < 0.1);
    m_document->undoStack()->undo();
    QCOMPARE(lambda(), before);
}

void TestLambdaEditor::dragBackLeavesNoStep()
{
    QTest::mouseClick(m_canvas, Qt::LeftButton, {}, m_canvas->pointOf(12).toPoint());
    QCOMPARE(m_document->undoStack()->count(), 0); // a click chooses an off-grid point and leaves it there
    m_document->setLambda("set-1", std::vector<double>(32, 4.0));
    m_document->undoStack()->clear();
    const QPoint home = m_canvas->pointOf(12).toPoint();
    drag(home, { at(12, 6), at(12, 2), home });
    QCOMPARE(lambda(), std::vector<double>(32, 4.0));
    QCOMPARE(m_document->undoStack()->count(), 0);
}

void TestLambdaEditor::escapeTakesTheDragBack()
{
    const std::vector<double> before = lambda();
    drag(m_canvas->pointOf(8).toPoint(), { at(8, 7) }, false);
    QVERIFY(lambda() != before);
    QTest::keyClick(m_canvas, Qt::Key_Escape);
    QCOMPARE(lambda(), before);
    QCOMPARE(m_document->undoStack()->count(), 0);
    QTest::mouseMove(m_canvas, at(8, 3)); // no drag any more
    QCOMPARE(lambda(), before);
}

void TestLambdaEditor::paintsWithTheBrush()
{
    m_editor->curveEditing()->setBrushWidth(1);
    const std::vector<double> before = lambda();
    std::vector<QPoint> way;
    for (int pair = 6; pair <= 14; ++pair)
        way.push_back(at(pair, 6.0));
    drag(at(5, 6.0), way);
    for (std::size_t pair = 5; pair <= 14; ++pair)
        QVERIFY2(std::abs(lambda()[pair] - 6.0) < 0.1, qPrintable(QString::number(lambda()[pair])));
    QCOMPARE(lambda()[4], before[4]);
    QCOMPARE(m_document->undoStack()->count(), 1);

    m_document->undoStack()->undo();
    m_editor->options()->brushWidth()->setValue(5);
    QTest::mouseClick(m_canvas, Qt::LeftButton, {}, at(10, 6.0));
    QVERIFY(lambda()[9] > before[9] * 1.2 && lambda()[9] < lambda()[10]);
}

void TestLambdaEditor::boundsHold()
{
    const QRectF plot = m_canvas->curveLayout().plot;
    drag(m_canvas->pointOf(31).toPoint(), { QPoint(m_canvas->pointOf(31).x(), int(plot.top()) - 200) });
    QCOMPARE(lambda()[31], 10.0); // 1.25 · 8
    drag(m_canvas->pointOf(31).toPoint(), { QPoint(m_canvas->pointOf(31).x(), int(plot.bottom()) + 200) });
    QCOMPARE(lambda()[31], 1.0);
    QCOMPARE(lambda()[0], 1.0);
    m_editor->curveEditing()->setBoundFactor(2.0);
    drag(m_canvas->pointOf(31).toPoint(), { QPoint(m_canvas->pointOf(31).x(), -400) });
    QCOMPARE(lambda()[31], 16.0);
}

void TestLambdaEditor::keysSelectAndMove()
{
    QSignalSpy selected(m_editor, &LambdaEditor::pairSelected);
    m_document->setLambda("set-1", std::vector<double>(32, 4.0));
    m_editor->curveEditing()->setMonotone(rope::Monotone::free);
    m_canvas->setFocus();
    QTest::keyClick(m_canvas, Qt::Key_Home);
    QTest::keyClick(m_canvas, Qt::Key_Right);
    QTest::keyClick(m_canvas, Qt::Key_Right);
    QCOMPARE(m_canvas->selectedPair(), 2);
    QCOMPARE(selected.last()[0].toInt(), 2);
    QTest::keyClick(m_canvas, Qt::Key_Up);
    QCOMPARE(lambda()[2], 4.01);
    QTest::keyClick(m_canvas, Qt::Key_Up, Qt::ShiftModifier);
    QCOMPARE(lambda()[2], 4.11);
    QTest::keyClick(m_canvas, Qt::Key_Down);
    QCOMPARE(lambda()[2], 4.1);
    QCOMPARE(m_document->undoStack()->count(), 4);
    QTest::keyClick(m_canvas, Qt::Key_End);
    QCOMPARE(m_canvas->selectedPair(), 31);
    QTest::keyClick(m_canvas, Qt::Key_Right);
    QCOMPARE(m_canvas->selectedPair(), 31);
    QTest::keyClick(m_canvas, Qt::Key_Left);
    QCOMPARE(m_canvas->selectedPair(), 30);
    QTest::keyClick(m_canvas, Qt::Key_BracketRight);
    QCOMPARE(m_editor->options()->brushWidth()->value(), 5);
}

void TestLambdaEditor::linearScale()
{
    const double midLog = m_canvas->curveLayout().values.toPixel(4);
    m_canvas->setValueAxis(ValueAxis::linear);
    QVERIFY(m_canvas->curveLayout().values.toPixel(4) > midLog + 20);
    drag(m_canvas->pointOf(16).toPoint(), { at(16, 5) });
    QVERIFY(std::abs(lambda()[16] - 5) < 0.05);
}

void TestLambdaEditor::linkedSelection()
{
    QSignalSpy selected(m_editor, &LambdaEditor::pairSelected);
    const QColor accent = lightTheme().accent;
    const int before = test::pixelsNear(test::picture(*m_canvas, QStringLiteral("selection-none")), accent);
    m_editor->selectPair(13);
    QCOMPARE(selected.size(), 1);
    m_editor->selectPair(13);
    QCOMPARE(selected.size(), 1); // no echo
    QVERIFY(test::pixelsNear(test::picture(*m_canvas, QStringLiteral("selection-13")), accent) > before + 20);
    m_editor->selectPair(99);
    QCOMPARE(m_canvas->selectedPair(), 31);
}

void TestLambdaEditor::tellsItsValue()
{
    auto curve = std::vector<double>(32, 4.0);
    m_document->setLambda("set-1", curve);
    m_editor->selectPair(13);
    // 2π·10000^(26/64) = 265.0… tokens
    const double wavelength = 2 * 3.14159265358979 * std::pow(10000.0, 26.0 / 64);
    const QString description = m_canvas->accessibleDescription();
    QVERIFY2(description.contains(QStringLiteral("pair 13")), qPrintable(description));
    QVERIFY2(description.contains(QStringLiteral("λ 4.00")), qPrintable(description));
    QVERIFY2(description.contains(
                 QStringLiteral("%1 → %2 tokens").arg(qRound(wavelength)).arg(qRound(wavelength * 4))),
        qPrintable(description));
    m_canvas->setFocus();
    QTest::keyClick(m_canvas, Qt::Key_Up);
    QVERIFY(m_canvas->accessibleDescription().contains(QStringLiteral("λ 4.01")));
    QCOMPARE(m_canvas->accessibleName(), QStringLiteral("λ curve"));
}

void TestLambdaEditor::followsUndoAndTarget()
{
    const QPointF before = m_canvas->pointOf(16);
    m_document->setTarget(8192);
    const QPointF after = m_canvas->pointOf(16);
    QVERIFY(after.y() > before.y()); // the axis now reaches 40
    m_document->undoStack()->undo();
    QCOMPARE(m_canvas->pointOf(16), before);
    m_document->setActiveSet("found-1");
    QVERIFY(m_canvas->pointOf(16) != before);
}

void TestLambdaEditor::refusesASetOfAnotherModel()
{
    rope::FactorSet strange;
    strange.name = "other";
    strange.lambda = std::vector<double>(48, 2.0);
    m_document->addSet(strange);
    const auto before = lambda();
    QTest::mouseClick(m_canvas, Qt::LeftButton, {}, m_canvas->rect().center());
    QCOMPARE(lambda(), before);
    QVERIFY(m_canvas->accessibleDescription().contains(QStringLiteral("48")));
    test::picture(*m_editor, QStringLiteral("lambda-other-model"));
}

void TestLambdaEditor::overlayIsDashedInItsColour()
{
    const QColor vermillion(0xd5, 0x5e, 0x00);
    QCOMPARE(test::pixelsNear(test::picture(*m_canvas, QStringLiteral("overlay-none")), vermillion), 0);
    m_editor->setOverlay(*m_document->set("found-1"));
    const int dashed = test::pixelsNear(test::picture(*m_canvas, QStringLiteral("overlay")), vermillion);
    QVERIFY2(dashed > 300, qPrintable(QString::number(dashed)));
    m_editor->setOverlay(std::nullopt);
    QCOMPARE(test::pixelsNear(test::picture(*m_canvas, QStringLiteral("overlay-none")), vermillion), 0);
}

void TestLambdaEditor::pictures_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<int>("scale");
    QTest::newRow("light") << false << 1;
    QTest::newRow("dark") << true << 1;
    QTest::newRow("light2x") << false << 2;
}

void TestLambdaEditor::pictures()
{
    QFETCH(bool, dark);
    QFETCH(int, scale);
    const Theme theme = dark ? darkTheme() : lightTheme();
    test::useTheme(theme);
    cleanup();
    init(); // a program that does not run yet hands a new palette to new widgets only
    project::Project project = test::demoProject();
    std::vector<double> curve(32, 7.0);
    const double start[] = { 1, 1.02, 1.04, 1.06, 1.1, 1.14, 1.19, 1.25, 1.29, 1.37, 1.55, 2.12, 3.15, 6.95 };
    std::copy(std::begin(start), std::end(start), curve.begin());
    std::fill(curve.begin() + 26, curve.end(), 8.15);
    project.sets[0].lambda = curve;
    m_document->reset(project);
    m_editor->setOverlay(project.sets[1]);
    m_editor->selectPair(13);
    const QImage image = test::picture(
        *m_editor, QStringLiteral("lambda-%1").arg(QString::fromLatin1(QTest::currentDataTag())), scale);
    QVERIFY(test::pixelsNear(image, colourOf(theme, QStringLiteral("set-1"))) > 500);

    m_canvas->setValueAxis(ValueAxis::linear);
    QTest::mouseMove(m_canvas, at(20, 4.0)); // the brush under the pointer
    test::picture(*m_editor,
        QStringLiteral("lambda-linear-%1").arg(QString::fromLatin1(QTest::currentDataTag())), scale);
    m_canvas->setValueAxis(ValueAxis::log);

    project.geometry = { 128, 128, 500000.0, 8192, rope::PairLayout::half_split };
    project.target_length = 131072;
    project.sets[0].lambda = rope::longrope2_lambda(rope::pi_lambda(project.geometry, 16), 30);
    m_document->reset(project);
    m_editor->setOverlay(std::nullopt);
    m_editor->selectPair(40);
    test::picture(
        *m_editor, QStringLiteral("lambda-64-%1").arg(QString::fromLatin1(QTest::currentDataTag())), scale);
    test::useTheme(lightTheme());
}

QTEST_MAIN(TestLambdaEditor)
#include "tst_lambda_editor.moc"
