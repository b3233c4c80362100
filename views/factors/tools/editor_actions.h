// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/factors/curve_scene.h"
#include "views/factors/tools/tool_icons.h"

#include <QAction>
#include <map>

class QActionGroup;
class QMenu;

namespace ropewalk::views {

class LambdaCanvas;

/// Everything that can be done to the λ curve, as actions with shortcuts: plain letters work while the plot
/// has the focus. Buttons, the context menu and the Edit menu show the same ones.
class EditorActions : public QObject
{
    Q_OBJECT

public:
    EditorActions(CurveEditing* editing, LambdaCanvas* canvas, QObject* parent = nullptr);

    std::map<Tool, QAction*> tools;
    QAction *straighten, *smooth, *repair, *lock;
    QAction *selectAll, *copy, *paste;
    std::map<rope::Monotone, QAction*> monotone;
    QAction* snap;
    std::map<PairAxis, QAction*> pairAxes;
    std::map<ValueAxis, QAction*> valueAxes;
    QAction *table, *history, *lengths; ///< checkable: parts of the editor that are shown

    void fill(QMenu* menu); ///< with all of them, for the Edit menu
    void fillGhosts(QMenu* menu); ///< anew whenever it is about to be shown
    void setTheme(const Theme& theme); ///< colours of the icons

private:
    QAction* make(
        const QString& text, const QKeySequence& keys, const QString& tip, std::optional<ToolIcon> icon = {});
    void makeTools();
    void makeOperations();
    void makeRules();
    void makeViews();
    void refresh();
    void toggleGhost(const QString& id, bool on);

    CurveEditing* m_editing;
    LambdaCanvas* m_canvas;
    std::map<QAction*, ToolIcon> m_icons;
};

} // namespace ropewalk::views
