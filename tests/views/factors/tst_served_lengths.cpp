// SPDX-License-Identifier: GPL-3.0-only
#include "editor_stage.h"

#include "views/factors/lengths/length_axis.h"
#include "views/factors/lengths/served_lengths.h"

#include "core/formats/runtimes/runtimes.h"

#include <QComboBox>
#include <QLayout>
#include <QSpinBox>

using namespace ropewalk;
using namespace ropewalk::views;

/// A runtime simulated on the sets' lengths: "mine" serves up to L = 256, "found" beyond.
class TestServedLengths : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup()
    {
        m_stage.reset();
        m_document.reset();
    }
    void isOpenedFromTheEditor();
    void keysChooseTheRuntime();
    void theMarkIsDragged();
    void keysMoveTheMark();
    void whatItIsStartedForChooses();
    void cachedKeysAreDrawn();
    void saysWhereItDiffers();
    void saysWhenThereIsNoSet();
    void looksWellInTheDark();

private:
    LengthAxis* axis() { return m_panel->axis(); }
    void choose(formats::Runtime runtime)
    {
        m_panel->runtimes()->setFocus();
        while (m_panel->runtimes()->currentData().toInt() < int(runtime))
            QTest::keyClick(m_panel->runtimes(), Qt::Key_Down);
        QCOMPARE(m_panel->runtimes()->currentData().toInt(), int(runtime));
    }
    QColor at(const QImage& picture, std::int64_t length, int rowAboveMark)
    {
        const QPoint place
            = axis()->mapTo(m_panel, QPointF(axis()->pixelOf(length), axis()->promptMark().y()).toPoint());
        return picture.pixelColor(place.x(), place.y() - 8 - 17 * rowAboveMark);
    }
    std::unique_ptr<Document> m_document;
    std::unique_ptr<test::Stage> m_stage;
    ServedLengths* m_panel = nullptr; // owned by the stage
};

void TestServedLengths::init()
{
    test::useTheme(lightTheme());
    m_document = std::make_unique<Document>();
    project::Project project = test::demoProject();
    project.sets[0].to_length = 256;
    project.sets[1].from_length = 256;
    project.sets[1].n_hat = 28;
    m_document->reset(project);
    m_panel = new ServedLengths(m_document.get());
    m_stage = std::make_unique<test::Stage>(m_panel, QSize(760, 230));
    QVERIFY(QTest::qWaitForWindowExposed(&m_stage->window()));
    m_stage->window().activateWindow();
}

void TestServedLengths::isOpenedFromTheEditor()
{
    test::EditorStage stage;
    QVERIFY(stage.isShown());
    QVERIFY(!stage.editor->lengths()->isVisible());
    stage.press(stage.editor->actions().lengths);
    QVERIFY(stage.editor->lengths()->isVisible());
    QVERIFY(stage.editor->lengths()->runtimes()->isVisible());
    QVERIFY(!stage.editor->lengths()->prompt()->isVisible()); // asked once there is a runtime
}

void TestServedLengths::keysChooseTheRuntime()
{
    QCOMPARE(m_panel->runtimes()->count(), 1 + int(formats::all_runtimes().size()));
    QVERIFY(m_panel->said().isEmpty());
    choose(formats::Runtime::transformers);
    QCOMPARE(m_panel->prompt()->value(), 256);
    QVERIFY2(m_panel->said().contains(
                 QStringLiteral("transformers turns a prompt of 256 tokens with “mine” (the short list)")),
        qPrintable(m_panel->said()));
    QVERIFY2(m_panel->said().contains(QStringLiteral("past 256 tokens keeps the keys that were turned with “mine”")),
        qPrintable(m_panel->said()));
    m_panel->setModelType("phi3");
    QVERIFY(m_panel->said().contains(QStringLiteral("loses its cache")));
    choose(formats::Runtime::mlx_lm);
    QVERIFY(m_panel->said().contains(QStringLiteral("with “found” (the long list)")));
    QVERIFY(m_panel->said().contains(QStringLiteral("Every key in its cache")));
}

void TestServedLengths::theMarkIsDragged()
{
    choose(formats::Runtime::transformers);
    const QPoint from = axis()->promptMark().toPoint();
    const QPoint to(int(axis()->pixelOf(1024)), from.y());
    QTest::mousePress(axis(), Qt::LeftButton, {}, from);
    QTest::mouseMove(axis(), QPoint((from.x() + to.x()) / 2, from.y()));
    QTest::mouseMove(axis(), to);
    QTest::mouseRelease(axis(), Qt::LeftButton, {}, to);
    QCOMPARE(axis()->prompt(), std::int64_t(1024)); // caught by a doubling of L
    QCOMPARE(m_panel->prompt()->value(), 1024);
    QVERIFY(m_panel->said().contains(QStringLiteral("with “found” (the long list)")));
    QVERIFY(m_document->undoStack()->count() == 0);
    QTest::mousePress(axis(), Qt::LeftButton, {}, to);
    QTest::mouseMove(axis(), QPoint(axis()->width() + 50, to.y()));
    QTest::mouseRelease(axis(), Qt::LeftButton, {}, QPoint(axis()->width() + 50, to.y()));
    QCOMPARE(axis()->prompt(), axis()->longest());
}

void TestServedLengths::keysMoveTheMark()
{
    choose(formats::Runtime::transformers);
    axis()->setFocus();
    for (int row = 0; row < 4; ++row) // one more than there are rows
        QTest::keyClick(axis(), Qt::Key_Down);
    QTest::keyClick(axis(), Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(axis()->prompt(), std::int64_t(257));
    QVERIFY(m_panel->said().contains(QStringLiteral("the long list")));
    QTest::keyClick(axis(), Qt::Key_Left);
    QVERIFY(axis()->prompt() < 256);
    QVERIFY(m_panel->said().contains(QStringLiteral("the short list")));
    QTest::keyClick(axis(), Qt::Key_End);
    QCOMPARE(axis()->prompt(), axis()->longest());
    QCOMPARE(m_document->undoStack()->count(), 0);
    QTest::keyClick(axis(), Qt::Key_Up); // to the last set: its end again
    QTest::keyClick(axis(), Qt::Key_Left);
    QCOMPARE(m_document->undoStack()->count(), 1);
    // Typed, it stands on the axis.
    m_panel->prompt()->setFocus();
    m_panel->prompt()->selectAll();
    QTest::keyClicks(m_panel->prompt(), QStringLiteral("600\t"));
    QCOMPARE(axis()->prompt(), std::int64_t(600));
}

void TestServedLengths::whatItIsStartedForChooses()
{
    choose(formats::Runtime::transformers);
    QVERIFY(!m_panel->started()->isVisible());
    choose(formats::Runtime::vllm);
    QVERIFY(m_panel->started()->isVisible());
    QCOMPARE(m_panel->started()->value(), 2048);
    QVERIFY(m_panel->said().contains(QStringLiteral("256 tokens with “found” (the long list)")));
    m_panel->started()->setFocus();
    m_panel->started()->selectAll();
    QTest::keyClicks(m_panel->started(), QStringLiteral("256\t"));
    QVERIFY2(m_panel->said().contains(QStringLiteral("with “mine” (the short list)")), qPrintable(m_panel->said()));
    axis()->setPrompt(300);
    QVERIFY2(m_panel->said().contains(QStringLiteral("300 tokens is longer than vLLM is started for, 256")),
        qPrintable(m_panel->said()));
}

void TestServedLengths::cachedKeysAreDrawn()
{
    const Theme theme = lightTheme();
    const QColor mine = colourOf(theme, QStringLiteral("set-1")), found = colourOf(theme, QStringLiteral("found-1"));
    choose(formats::Runtime::sglang);
    axis()->setPrompt(1000);
    QImage picture = test::picture(*m_panel, QStringLiteral("lengths-sglang"));
    QCOMPARE(at(picture, 100, 1), mine); // what turns a prompt
    QCOMPARE(at(picture, 700, 1), found);
    QCOMPARE(at(picture, 100, 0), mine); // keys of the conversation
    QCOMPARE(at(picture, 700, 0), found);
    QCOMPARE(at(picture, 1500, 0), theme.grid); // not yet there
    choose(formats::Runtime::llama_cpp);
    picture = test::picture(*m_panel, QStringLiteral("lengths-llama-cpp"));
    QCOMPARE(at(picture, 100, 1), found);
    QCOMPARE(at(picture, 100, 0), found);
}

void TestServedLengths::saysWhereItDiffers()
{
    choose(formats::Runtime::transformers);
    axis()->setPrompt(2000);
    QVERIFY2(m_panel->said().contains(QStringLiteral("n̂ 28 is left out")), qPrintable(m_panel->said()));
    m_document->setLengths(rope::with_boundary(m_document->project().sets, 0, rope::RangeEnd::to, 512));
    axis()->setPrompt(400);
    QVERIFY2(m_panel->said().contains(QStringLiteral("“mine” serves this length here")), qPrintable(m_panel->said()));
}

void TestServedLengths::saysWhenThereIsNoSet()
{
    choose(formats::Runtime::transformers);
    project::Project bare = test::demoProject();
    bare.sets.clear();
    m_document->reset(bare);
    QCOMPARE(m_panel->said(), QStringLiteral("There is no factor set yet that a runtime could be given."));
}

void TestServedLengths::looksWellInTheDark()
{
    test::useTheme(darkTheme());
    m_panel->setPalette(paletteFor(darkTheme()));
    choose(formats::Runtime::transformers);
    axis()->setPrompt(1400);
    m_panel->layout()->activate();
    const QImage picture = test::picture(*m_panel, QStringLiteral("lengths-dark"), 2);
    QVERIFY(test::pixelsNear(picture, darkTheme().text) > 200);
    QVERIFY(test::pixelsNear(picture, darkTheme().window) > 100000);
    test::useTheme(lightTheme());
}

QTEST_MAIN(TestServedLengths)
#include "tst_served_lengths.moc"
