// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "tests/views/demo_project.h"
#include "tests/views/pictures.h"

#include "views/document/document.h"
#include "views/factors/lambda_canvas.h"
#include "views/factors/lambda_editor.h"
#include "views/factors/tools/editor_actions.h"
#include "views/factors/tools/tool_options.h"

#include <QTest>
#include <QToolButton>
#include <memory>

namespace ropewalk::test {

/// A λ editor on the demo's project, shown, with the ways a hand goes.
class EditorStage
{
public:
    EditorStage()
    {
        useTheme(views::lightTheme());
        document.reset(demoProject());
        editor = new views::LambdaEditor(&document);
        m_stage = std::make_unique<Stage>(editor, QSize(860, 420));
        canvas = editor->canvas();
    }
    bool isShown()
    {
        const bool exposed = QTest::qWaitForWindowExposed(&m_stage->window());
        m_stage->window().activateWindow();
        canvas->setFocus();
        return exposed;
    }

    const std::vector<double>& lambda() const { return document.activeSet()->lambda; }
    int steps() { return document.undoStack()->count(); }
    void undo() { document.undoStack()->undo(); }
    QPoint at(int pair, double value) const { return canvas->curveLayout().point(pair, value).toPoint(); }
    void drag(const QPoint& from, const std::vector<QPoint>& way)
    {
        QTest::mousePress(canvas, Qt::LeftButton, {}, from);
        for (const QPoint& point : way)
            QTest::mouseMove(canvas, point);
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, way.back());
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(canvas, key, modifiers); }
    void press(QAction* action)
    {
        for (QToolButton* button : editor->findChildren<QToolButton*>())
            if (button->defaultAction() == action)
                return QTest::mouseClick(button, Qt::LeftButton);
        QFAIL("no button has this action");
    }
    QString message() const { return editor->options()->message(); }

    views::Document document;
    views::LambdaEditor* editor = nullptr; ///< owned by the stage
    views::LambdaCanvas* canvas = nullptr;

private:
    std::unique_ptr<Stage> m_stage;
};

/// One pixel of the curve is about one part in a hundred.
inline bool near(double found, double expected, double tolerance = 0.02)
{
    return std::abs(found - expected) <= tolerance * expected;
}

} // namespace ropewalk::test
