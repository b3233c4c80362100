// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/lambda_editor.h"

#include "views/document/document.h"
#include "views/factors/lambda_canvas.h"
#include "views/factors/lengths/served_lengths.h"
#include "views/factors/table/lambda_table.h"
#include "views/factors/tools/blend_bar.h"
#include "views/factors/tools/editor_actions.h"
#include "views/factors/tools/tool_options.h"
#include "views/factors/trail/score_change.h"
#include "views/factors/trail/score_trail.h"
#include "views/factors/trail/trail_strip.h"
#include "views/plots/menu_button.h"
#include "views/plots/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QToolButton>

namespace ropewalk::views {

LambdaEditor::LambdaEditor(Document* document, QWidget* parent)
    : Panel(tr("λ curve"), parent)
    , m_editing(new CurveEditing(document, this))
    , m_canvas(new LambdaCanvas(m_editing))
    , m_actions(new EditorActions(m_editing, m_canvas, this))
    , m_options(new ToolOptions(m_editing))
    , m_trail(new ScoreTrail(document, this))
    , m_change(new ScoreChange(document, m_trail))
    , m_table(new LambdaTable(m_editing))
    , m_trailStrip(new TrailStrip(m_trail))
    , m_lengths(new ServedLengths(document))
{
    makeTools();
    makeParts();
    m_canvas->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_canvas, &QWidget::customContextMenuRequested, this, [this](const QPoint& place) {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        m_actions->fill(menu);
        menu->popup(m_canvas->mapToGlobal(place));
    });
    connect(m_editing, &CurveEditing::selectionChanged, this, [this] {
        if (m_editing->caret() == m_caret)
            return;
        m_caret = m_editing->caret();
        Q_EMIT pairSelected(m_caret);
    });
    connect(m_editing, &CurveEditing::toolChanged, this, [this] {
        // A tool that is worked from its options takes the keys there.
        if (m_canvas->hasFocus() && (m_editing->tool() == Tool::blend || m_editing->tool() == Tool::rescale))
            m_options->focusFirst();
    });
    connect(m_canvas, &LambdaCanvas::editing, this, &LambdaEditor::editing);
    connect(m_options->blend(), &BlendBar::editing, this, &LambdaEditor::editing);
    m_actions->setTheme(themeFor(palette()));
}

QToolButton* LambdaEditor::button(QAction* action)
{
    auto* made = new QToolButton;
    made->setDefaultAction(action);
    made->setAutoRaise(true);
    made->setIconSize({ 18, 18 });
    made->setFocusPolicy(Qt::TabFocus);
    made->setAccessibleName(action->text().remove(u'&'));
    return made;
}

QToolButton* LambdaEditor::menuButton(const QString& text, const QString& tip)
{
    auto* made = new MenuButton(text);
    made->setToolTip(tip);
    return made;
}

void LambdaEditor::makeTools()
{
    header()->setSpacing(1);
    for (const auto& [which, action] : m_actions->tools)
        header()->addWidget(button(action));
    header()->addBreak(8);
    for (QAction* action : { m_actions->straighten, m_actions->smooth, m_actions->repair, m_actions->lock })
        header()->addWidget(button(action));
    header()->addBreak(8);
    m_rule = menuButton({}, tr("What an edit does where λ would fall from one pair to the next"));
    for (const auto& [which, action] : m_actions->monotone)
        m_rule->menu()->addAction(action);
    // As wide as its longest text, so that the row stays where it is.
    int widest = 0;
    for (const auto& [which, action] : m_actions->monotone) {
        m_rule->setText(action->text().remove(u'&'));
        widest = std::max(widest, m_rule->sizeHint().width());
    }
    m_rule->setFixedWidth(widest);
    m_rule->menu()->addSeparator();
    m_rule->menu()->addAction(m_actions->snap);
    header()->addWidget(m_rule);

    QToolButton* view = menuButton(tr("Axes"), tr("What the axes measure, and which curves stand behind"));
    for (const auto& [which, action] : m_actions->pairAxes)
        view->menu()->addAction(action);
    view->menu()->addSeparator();
    for (const auto& [which, action] : m_actions->valueAxes)
        view->menu()->addAction(action);
    header()->addWidget(view);
    QToolButton* ghosts = menuButton(tr("Ghosts"), tr("Methods and sets whose curves stand behind this one"));
    connect(
        ghosts->menu(), &QMenu::aboutToShow, this, [this, ghosts] { m_actions->fillGhosts(ghosts->menu()); });
    header()->addWidget(ghosts);
    header()->addBreak(8);
    for (QAction* action : { m_actions->table, m_actions->history, m_actions->lengths })
        header()->addWidget(button(action));
    connect(m_editing, &CurveEditing::settingsChanged, this, &LambdaEditor::refreshMenus);
    refreshMenus();
}

void LambdaEditor::refreshMenus()
{
    m_rule->setText(m_actions->monotone.at(m_editing->monotone())->text().remove(u'&'));
    m_rule->setAccessibleName(tr("Monotone rule: %1").arg(m_rule->text()));
}

void LambdaEditor::makeParts()
{
    auto* line = new QHBoxLayout;
    line->addWidget(m_options, 1);
    line->addWidget(m_change);
    body()->addLayout(line);

    auto* middle = new QHBoxLayout;
    middle->setSpacing(8);
    middle->addWidget(m_canvas, 1);
    middle->addWidget(m_table);
    m_table->setFixedWidth(m_table->sizeHint().width());
    body()->addLayout(middle, 1);

    body()->addWidget(m_trailStrip);
    body()->addWidget(m_lengths);

    const auto part = [](QAction* action, QWidget* widget) {
        widget->hide();
        connect(action, &QAction::toggled, widget, &QWidget::setVisible);
    };
    part(m_actions->table, m_table);
    part(m_actions->history, m_trailStrip);
    part(m_actions->lengths, m_lengths);
}

void LambdaEditor::changeEvent(QEvent* event)
{
    Panel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_actions->setTheme(themeFor(palette()));
}

void LambdaEditor::keyPressEvent(QKeyEvent* event)
{
    if (event->key() != Qt::Key_Escape || m_canvas->hasFocus())
        return Panel::keyPressEvent(event);
    m_editing->setTool(Tool::draw);
    m_canvas->setFocus();
}

void LambdaEditor::setOverlay(std::optional<rope::FactorSet> overlay, const QString& letter)
{
    m_canvas->setOverlay(std::move(overlay), letter);
}

void LambdaEditor::selectPair(int pair)
{
    m_editing->select(pair);
}

} // namespace ropewalk::views
