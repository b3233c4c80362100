// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/plots/panel.h"

#include "core/rope/factor_set.h"

#include <optional>

class QSplitter;
class QToolButton;

namespace ropewalk::views {

class CurveEditing;
class Document;
class EditorActions;
class LambdaCanvas;
class LambdaTable;
class ServedLengths;
class ScoreChange;
class ScoreTrail;
class ToolOptions;
class TrailStrip;

/// The λ curve of the active set, edited by hand: the plot with its row of tools; on request a table beside
/// it, and beneath it the values that were tried and the lengths that the sets serve.
class LambdaEditor : public Panel
{
    Q_OBJECT

public:
    explicit LambdaEditor(Document* document, QWidget* parent = nullptr);

    CurveEditing* curveEditing() { return m_editing; }
    LambdaCanvas* canvas() { return m_canvas; }
    EditorActions& actions() { return *m_actions; } ///< also for the Edit menu
    ToolOptions* options() { return m_options; }
    LambdaTable* table() { return m_table; }
    ScoreTrail* trail() { return m_trail; }
    TrailStrip* trailStrip() { return m_trailStrip; }
    ServedLengths* lengths() { return m_lengths; }
    ScoreChange* scoreChange() { return m_change; }

    /// A second curve, dashed: the set compared with (its letter is B), or the search's best so far, which has none.
    /// Not editable.
    void setOverlay(std::optional<rope::FactorSet> overlay, const QString& letter = {});
    void selectPair(int pair); ///< −1 = none; for linked selection

Q_SIGNALS:
    void pairSelected(int pair);
    /// true when a drag begins (previews will do), false when it ends (the value is meant).
    void editing(bool inDrag);

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override; ///< Escape leaves a tool's options for the plot

private:
    void makeTools();
    void makeParts();
    QToolButton* button(QAction* action);
    QToolButton* menuButton(const QString& text, const QString& tip);
    void refreshMenus();

    CurveEditing* m_editing;
    LambdaCanvas* m_canvas;
    EditorActions* m_actions;
    ToolOptions* m_options;
    ScoreTrail* m_trail;
    ScoreChange* m_change;
    LambdaTable* m_table;
    TrailStrip* m_trailStrip;
    ServedLengths* m_lengths;
    QToolButton* m_rule = nullptr;
    int m_caret = -1; ///< last told
};

} // namespace ropewalk::views
