// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/tools/editor_actions.h"

#include "views/factors/ghost_curves.h"
#include "views/factors/lambda_canvas.h"
#include "views/plots/export/plot_menu.h"

#include <QActionGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

namespace ropewalk::views {

EditorActions::EditorActions(CurveEditing* editing, LambdaCanvas* canvas, QObject* parent)
    : QObject(parent)
    , m_editing(editing)
    , m_canvas(canvas)
{
    makeTools();
    makeOperations();
    makeRules();
    makeViews();
    connect(editing, &CurveEditing::toolChanged, this, &EditorActions::refresh);
    connect(editing, &CurveEditing::settingsChanged, this, &EditorActions::refresh);
    connect(canvas, &LambdaCanvas::axesChanged, this, &EditorActions::refresh);
    refresh();
}

QAction* EditorActions::make(
    const QString& text, const QKeySequence& keys, const QString& tip, std::optional<ToolIcon> icon)
{
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    const QString shown = keys.toString(QKeySequence::NativeText);
    action->setToolTip(shown.isEmpty() ? tip : tr("%1 (%2)").arg(tip, shown));
    if (icon)
        m_icons.emplace(action, *icon);
    m_canvas->addAction(action);
    return action;
}

void EditorActions::makeTools()
{
    const auto tool
        = [this](Tool which, const QString& text, Qt::Key key, ToolIcon icon, const QString& tip) {
              QAction* action = make(text, key, tip, icon);
              action->setCheckable(true);
              connect(action, &QAction::triggered, this, [this, which] { m_editing->setTool(which); });
              tools.emplace(which, action);
          };
    tool(Tool::draw, tr("&Draw"), Qt::Key_D, ToolIcon::draw,
        tr("Drag a point, or paint beside the curve with the brush"));
    tool(Tool::select, tr("S&elect"), Qt::Key_S, ToolIcon::select,
        tr("Drag over pairs to select them, then drag their box to shift them and its handle to scale them"));
    tool(Tool::twoBoundaries, tr("&Two boundaries"), Qt::Key_T, ToolIcon::twoBoundaries,
        tr("λ is 1 below one pair and s above another, with a ramp between: drag the two handles"));
    tool(Tool::longRope2, tr("LongRoPE&2's form"), Qt::Key_R, ToolIcon::longRope2,
        tr("NTK below a pair and free above it: drag the handle"));
    tool(Tool::blend, tr("&Interpolate between two sets"), Qt::Key_I, ToolIcon::blend,
        tr("One slider from this set to another"));
    tool(Tool::rescale, tr("Rescale to another s"), Qt::Key_X, ToolIcon::rescale,
        tr("Raise every λ to the power that takes one s to another"));
}

void EditorActions::makeOperations()
{
    straighten = make(tr("Strai&ghten"), Qt::Key_L,
        tr("A straight line, by logarithm, across the selected pairs"), ToolIcon::straighten);
    smooth = make(
        tr("S&mooth"), Qt::Key_M, tr("Average every selected pair with its neighbours"), ToolIcon::smooth);
    repair = make(tr("Re&pair"), Qt::Key_P,
        tr("The nearest curve that never falls from one pair to the next (isotonic regression)"),
        ToolIcon::repair);
    lock = make(tr("Loc&k pairs"), Qt::Key_K, tr("No tool changes locked pairs; Ctrl and a click locks one"),
        ToolIcon::lock);
    selectAll = make(tr("Select &all pairs"), QKeySequence::SelectAll, tr("Select all pairs"));
    copy
        = make(tr("&Copy λ"), QKeySequence::Copy, tr("The λ of the selected pairs, or all, a number a line"));
    paste = make(
        tr("&Paste λ"), QKeySequence::Paste, tr("A column of numbers onto the selected pairs, or all"));
    connect(straighten, &QAction::triggered, m_editing, &CurveEditing::straighten);
    connect(smooth, &QAction::triggered, m_editing, &CurveEditing::smooth);
    connect(repair, &QAction::triggered, m_editing, &CurveEditing::repair);
    connect(lock, &QAction::triggered, this, [this] { m_editing->toggleLock(m_editing->selection()); });
    // Ctrl+C is the numbers' here.
    for (QAction* out : exportActions(*m_canvas))
        if (out->shortcut() == QKeySequence(QKeySequence::Copy)) {
            out->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_C);
            out->setToolTip(tr("The plot as a picture (%1)").arg(out->shortcut().toString(QKeySequence::NativeText)));
        }
    connect(
        selectAll, &QAction::triggered, this, [this] { m_editing->selectRange(0, m_editing->pairs() - 1); });
    connect(copy, &QAction::triggered, this,
        [this] { QGuiApplication::clipboard()->setText(m_editing->column()); });
    connect(
        paste, &QAction::triggered, this, [this] { m_editing->paste(QGuiApplication::clipboard()->text()); });
}

void EditorActions::makeRules()
{
    auto* group = new QActionGroup(this);
    const auto rule
        = [this, group](rope::Monotone which, const QString& text, int number, const QString& tip) {
              QAction* action = make(text, QKeySequence(Qt::ALT | Qt::Key(Qt::Key_0 + number)), tip);
              action->setCheckable(true);
              group->addAction(action);
              connect(action, &QAction::triggered, this, [this, which] { m_editing->setMonotone(which); });
              monotone.emplace(which, action);
          };
    rule(rope::Monotone::keep, tr("&Keep monotone"), 1,
        tr("Neighbours in the way of an edit are pushed along"));
    rule(rope::Monotone::repair, tr("&Repair after each edit"), 2,
        tr("After an edit the curve becomes the nearest one that does not fall"));
    rule(rope::Monotone::free, tr("&Free"), 3,
        tr("λ may fall from one pair to the next; where it does is marked"));
    snap = make(
        tr("&Snap to 0.01"), Qt::Key_G, tr("Edited values are multiples of 0.01, as in the paper's search"));
    snap->setCheckable(true);
    connect(snap, &QAction::triggered, m_editing, &CurveEditing::setSnaps);
}

void EditorActions::makeViews()
{
    auto* across = new QActionGroup(this);
    const auto pairAxis = [this, across](PairAxis which, const QString& text) {
        QAction* action
            = make(text, which == PairAxis::wavelength ? QKeySequence(Qt::Key_W) : QKeySequence(), text);
        action->setCheckable(true);
        across->addAction(action);
        connect(action, &QAction::triggered, this, [this, which] {
            // The key goes there and back.
            const bool back = which == PairAxis::wavelength && m_canvas->pairAxis() == which;
            m_canvas->setPairAxis(back ? PairAxis::index : which);
        });
        pairAxes.emplace(which, action);
    };
    pairAxis(PairAxis::index, tr("By pair &index"));
    pairAxis(PairAxis::wavelength, tr("By &wavelength"));
    auto* up = new QActionGroup(this);
    const auto valueAxis = [this, up](ValueAxis which, const QString& text, Qt::Key key, const QString& tip) {
        QAction* action = make(text, QKeySequence(Qt::SHIFT | key), tip);
        action->setCheckable(true);
        up->addAction(action);
        connect(action, &QAction::triggered, this, [this, which] { m_canvas->setValueAxis(which); });
        valueAxes.emplace(which, action);
    };
    valueAxis(ValueAxis::log, tr("λ, l&ogarithmic"), Qt::Key_L, tr("Equal ratios of λ are equally high"));
    valueAxis(ValueAxis::linear, tr("λ, li&near"), Qt::Key_N, tr("Equal differences of λ are equally high"));
    valueAxis(ValueAxis::turn, tr("Effective &turn per token"), Qt::Key_T,
        tr("How far a pair turns from one token to the next, θ/λ"));

    const auto part
        = [this](const QString& text, const QKeySequence& keys, ToolIcon icon, const QString& tip) {
              QAction* action = make(text, keys, tip, icon);
              action->setCheckable(true);
              action->setShortcutContext(Qt::WindowShortcut);
              return action;
          };
    table = part(tr("Ta&ble of λ"), Qt::CTRL | Qt::SHIFT | Qt::Key_L, ToolIcon::table,
        tr("The factors as numbers, to be typed"));
    history = part(tr("Tried &values"), Qt::CTRL | Qt::Key_H, ToolIcon::history,
        tr("The curves that were scored, to go back to"));
    lengths = part(tr("&Lengths served"), Qt::CTRL | Qt::Key_L, ToolIcon::lengths,
        tr("Which set serves prompts of which length"));
}

void EditorActions::refresh()
{
    for (const auto& [which, action] : tools)
        action->setChecked(which == m_editing->tool());
    for (const auto& [which, action] : monotone)
        action->setChecked(which == m_editing->monotone());
    snap->setChecked(m_editing->snaps());
    for (const auto& [which, action] : pairAxes)
        action->setChecked(which == m_canvas->pairAxis());
    for (const auto& [which, action] : valueAxes)
        action->setChecked(which == m_canvas->valueAxis());
}

void EditorActions::fill(QMenu* menu)
{
    for (const auto& [which, action] : tools)
        menu->addAction(action);
    menu->addSeparator();
    menu->addActions({ straighten, smooth, repair, lock });
    menu->addSeparator();
    menu->addActions({ selectAll, copy, paste });
    menu->addMenu(tr("Pictu&re of the plot"))->addActions(exportActions(*m_canvas));
    menu->addSeparator();
    for (const auto& [which, action] : monotone)
        menu->addAction(action);
    menu->addAction(snap);
    menu->addSeparator();
    QMenu* axes = menu->addMenu(tr("A&xes"));
    for (const auto& [which, action] : pairAxes)
        axes->addAction(action);
    axes->addSeparator();
    for (const auto& [which, action] : valueAxes)
        axes->addAction(action);
    QMenu* ghosts = menu->addMenu(tr("Ghost c&urves"));
    fillGhosts(ghosts);
    connect(ghosts, &QMenu::aboutToShow, this, [this, ghosts] { fillGhosts(ghosts); });
    menu->addSeparator();
    menu->addActions({ table, history, lengths });
}

void EditorActions::fillGhosts(QMenu* menu)
{
    menu->clear();
    for (const GhostChoice& choice : ghostChoices(*m_editing->document())) {
        QAction* action = menu->addAction(choice.name);
        action->setCheckable(true);
        action->setChecked(m_canvas->ghosts().contains(choice.id));
        connect(action, &QAction::triggered, this, [this, id = choice.id](bool on) { toggleGhost(id, on); });
    }
}

void EditorActions::toggleGhost(const QString& id, bool on)
{
    QStringList ids = m_canvas->ghosts();
    ids.removeAll(id);
    if (on)
        ids << id;
    m_canvas->setGhosts(ids);
}

void EditorActions::setTheme(const Theme& theme)
{
    for (const auto& [action, icon] : m_icons)
        action->setIcon(toolIcon(icon, theme));
}

} // namespace ropewalk::views
