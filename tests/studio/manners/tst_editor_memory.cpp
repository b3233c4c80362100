// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/lambda_canvas.h"
#include "views/factors/lambda_editor.h"
#include "views/factors/lengths/served_lengths.h"
#include "views/factors/tools/editor_actions.h"

#include <QComboBox>
#include <QSettings>
#include <QTest>

#include "quiet_window.h"

using namespace ropewalk;
using namespace ropewalk::views;

/// The λ editor opens as it was left.
class TestEditorMemory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QSettings().clear(); }

    void beginsAsItIsMade()
    {
        QuietWindow shown;
        LambdaEditor& editor = *shown.parts().editor;
        QCOMPARE(editor.curveEditing()->tool(), Tool::draw);
        QCOMPARE(editor.canvas()->valueAxis(), ValueAxis::log);
        QVERIFY(editor.curveEditing()->snaps());
        QVERIFY(!editor.actions().lengths->isChecked());
    }

    void opensAsItWasLeft()
    {
        {
            QuietWindow shown;
            LambdaEditor& editor = *shown.parts().editor;
            QVERIFY(QTest::qWaitForWindowExposed(&shown.window));
            LambdaCanvas* canvas = editor.canvas();
            canvas->setFocus();
            QTest::keyClick(canvas, Qt::Key_BracketRight); // the brush
            QTest::keyClick(canvas, Qt::Key_Comma);
            QTest::keyClick(canvas, Qt::Key_G); // off the grid
            QTest::keyClick(canvas, Qt::Key_3, Qt::AltModifier); // free
            QTest::keyClick(canvas, Qt::Key_W);
            QTest::keyClick(canvas, Qt::Key_T, Qt::ShiftModifier);
            QTest::keyClick(canvas, Qt::Key_T);
            QTest::keyClick(canvas, Qt::Key_L, Qt::ControlModifier);
            canvas->setGhosts({QStringLiteral("pi")});
            QComboBox* runtimes = editor.lengths()->runtimes();
            runtimes->setFocus();
            QTest::keyClick(runtimes, Qt::Key_Down);
            QTest::keyClick(runtimes, Qt::Key_Down);
            QCOMPARE(runtimes->currentText(), QStringLiteral("vLLM"));
            QVERIFY(shown.window.close());
        }
        QuietWindow again;
        LambdaEditor& editor = *again.parts().editor;
        QCOMPARE(editor.curveEditing()->tool(), Tool::twoBoundaries);
        QCOMPARE(editor.curveEditing()->brush().width, Brush().width + 2);
        QVERIFY(editor.curveEditing()->brush().softness < Brush().softness);
        QVERIFY(!editor.curveEditing()->snaps());
        QCOMPARE(editor.curveEditing()->monotone(), rope::Monotone::free);
        QCOMPARE(editor.canvas()->pairAxis(), PairAxis::wavelength);
        QCOMPARE(editor.canvas()->valueAxis(), ValueAxis::turn);
        QCOMPARE(editor.canvas()->ghosts(), QStringList(QStringLiteral("pi")));
        QVERIFY(editor.actions().lengths->isChecked());
        QVERIFY(editor.lengths()->isVisibleTo(&editor));
        QVERIFY(!editor.actions().table->isChecked());
        QCOMPARE(editor.lengths()->runtimes()->currentText(), QStringLiteral("vLLM"));
        for (const auto& [tool, action] : editor.actions().tools)
            QCOMPARE(action->isChecked(), tool == Tool::twoBoundaries);
    }

    void nonsenseIsPassedOver()
    {
        QSettings settings;
        settings.setValue(QStringLiteral("editor/tool"), QStringLiteral("hammer"));
        settings.setValue(QStringLiteral("editor/brushWidth"), QStringLiteral("9000"));
        settings.setValue(QStringLiteral("editor/runtime"), QStringLiteral("abacus"));
        QuietWindow shown;
        LambdaEditor& editor = *shown.parts().editor;
        QCOMPARE(editor.curveEditing()->tool(), Tool::draw);
        QCOMPARE(editor.curveEditing()->brush().width, 31);
        QCOMPARE(editor.lengths()->runtimes()->currentIndex(), 0);
    }
};

int main(int argc, char** argv)
{
    return runWindowTest<TestEditorMemory>(argc, argv);
}
#include "tst_editor_memory.moc"
