// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/workspace/layout.h"

#include "app/studio/window/message_bar.h"
#include "app/studio/window/model_card.h"
#include "app/studio/workspace/editor_memory.h"
#include "app/studio/workspace/evaluate_page.h"
#include "app/studio/workspace/learn_page.h"
#include "app/studio/workspace/panel_area.h"
#include "views/factors/factor_panel.h"
#include "views/factors/lambda_editor.h"
#include "views/factors/sets/set_list.h"
#include "views/frequency/frequency_panel.h"
#include "views/perplexity/perplexity_panel.h"
#include "views/search/search_panel.h"

#include <QListView>
#include <QScrollArea>
#include <QSettings>
#include <QVBoxLayout>

namespace ropewalk::studio {

namespace {

constexpr int kGap = 7; // between messages and panels
constexpr int kMargin = 10;
constexpr QSize kLeast(720, 400); // of what is in sight of the panels
constexpr int kVersion = 2; // of kept arrangements: one of other panels is not taken
constexpr QLatin1String kWorkspace("window/workspace");

QString stateKey(Workspace workspace)
{
    return QStringLiteral("window/panels/") + workspaceKey(workspace);
}

} // namespace

Layout::Layout(views::Document& document, Session& session, QWidget* parent)
    : QWidget(parent)
    , messages(new MessageBar)
    , sets(new views::SetList(&document))
    , model(new ModelCard(document, session))
    , editor(new views::LambdaEditor(&document))
    , frequency(new views::FrequencyPanel(&document))
    , perplexity(new views::PerplexityPanel(&document))
    , factors(new views::FactorPanel(&document))
    , search(new views::SearchPanel)
    , evaluate(new EvaluatePage(document))
    , learn(new LearnPage(document))
    , panels(new PanelArea)
{
    panels->add(QStringLiteral("sets"), tr("Factor sets"), sets);
    panels->add(QStringLiteral("model"), tr("Model and text"), model);
    panels->add(QStringLiteral("editor"), tr("λ curve"), editor);
    panels->add(QStringLiteral("frequency"), tr("Frequency map"), frequency);
    panels->add(QStringLiteral("perplexity"), tr("Perplexity"), perplexity);
    panels->add(QStringLiteral("factors"), tr("n̂, attention, length"), factors);
    panels->add(QStringLiteral("search"), tr("Search and jobs"), search);
    panels->add(QStringLiteral("evaluate"), tr("Evaluations"), evaluate);
    panels->add(QStringLiteral("learn"), tr("Lessons"), learn);
    // Whatever the panels hold, the window is as large as its user wants it: what does not fit is scrolled to.
    auto* scroller = new QScrollArea;
    scroller->setWidget(panels);
    scroller->setWidgetResizable(true);
    scroller->setFrameShape(QFrame::NoFrame);
    scroller->setFocusPolicy(Qt::NoFocus);
    scroller->viewport()->setAutoFillBackground(false);
    panels->setAutoFillBackground(false);
    scroller->setMinimumSize(kLeast);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, 2, kMargin, kMargin);
    layout->setSpacing(kGap);
    layout->addWidget(messages);
    layout->addWidget(scroller, 1);
    arrange(*panels, m_workspace);
}

void Layout::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (std::exchange(m_shown, true))
        return;
    layout()->activate();
    place();
}

void Layout::place()
{
    // On the way panels of both workspaces are shown together: the window must not grow to hold them all.
    panels->setMinimumSize(1, 1);
    if (!m_states.contains(m_workspace) || !panels->restoreState(m_states.value(m_workspace), kVersion))
        arrange(*panels, m_workspace);
    panels->setMinimumSize(0, 0);
    // What had the focus may be out of sight; the list of sets never is to begin with.
    if (sets->isVisible())
        sets->view()->setFocus();
}

void Layout::setWorkspace(Workspace workspace)
{
    if (workspace == m_workspace)
        return;
    if (m_shown)
        m_states.insert(m_workspace, panels->saveState(kVersion));
    m_workspace = workspace;
    if (m_shown)
        place();
    Q_EMIT workspaceChanged(workspace);
}

void Layout::resetWorkspace()
{
    m_states.remove(m_workspace);
    place();
}

void Layout::save() const
{
    QSettings settings;
    settings.setValue(kWorkspace, workspaceKey(m_workspace));
    for (auto state = m_states.begin(); state != m_states.end(); ++state)
        settings.setValue(stateKey(state.key()), state.value());
    if (m_shown)
        settings.setValue(stateKey(m_workspace), panels->saveState(kVersion));
    keepEditor(*editor);
}

void Layout::restore()
{
    const QSettings settings;
    for (const Workspace workspace : kWorkspaces) {
        if (const QByteArray state = settings.value(stateKey(workspace)).toByteArray(); !state.isEmpty())
            m_states.insert(workspace, state);
        if (settings.value(kWorkspace).toString() == workspaceKey(workspace))
            setWorkspace(workspace);
    }
    restoreEditor(*editor);
}

} // namespace ropewalk::studio
