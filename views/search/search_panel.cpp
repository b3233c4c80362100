// SPDX-License-Identifier: GPL-3.0-only
#include "views/search/search_panel.h"

#include "views/plots/pill_button.h"
#include "views/search/jobs/jobs_view.h"
#include "views/search/logged_search.h"
#include "views/search/search_list.h"
#include "views/search/search_settings.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <limits>

namespace ropewalk::views {

namespace {

constexpr int controlsWidth = 296;
constexpr int jobsWidth = 176;

QAction* makeAction(QObject* owner, const QString& text, const QString& tip)
{
    auto* action = new QAction(text, owner);
    action->setToolTip(tip);
    action->setEnabled(false);
    return action;
}

} // namespace

SearchPanel::SearchPanel(QWidget* parent)
    : Panel({}, parent)
    , m_start(makeAction(this, tr("Start the search"), {}))
    , m_pause(makeAction(
          this, tr("Pause the search"), tr("Pause the search, or go on (F6)")))
    , m_stop(makeAction(this, tr("Stop the search"),
          tr("Stop the search; the best so far stays (Shift+F5)")))
    , m_resume(makeAction(this, tr("Go on from the journal"),
          tr("Go on where the search was interrupted; what was scored is not scored again")))
    , m_adopt(makeAction(
          this, tr("Adopt the best as a set"), {}))
    , m_continue(makeAction(this, tr("Continue the search"),
          tr("Start a search here whose first population holds the candidates of this log")))
    , m_settings(new SearchSettings)
    , m_list(new SearchList)
    , m_plot(new FitnessPlot)
    , m_jobs(new JobsView)
    , m_what(Panel::note({}))
    , m_showSettings(new PillButton(tr("Settings")))
    , m_adoptButton(new PillButton(tr("Adopt the best")))
    , m_bestButton(new PillButton(tr("The best")))
    , m_resumeButton(new PillButton(tr("Go on")))
    , m_continueButton(new PillButton(tr("Continue the search")))
{
    setAccessibleName(tr("Search"));
    m_pause->setCheckable(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(14);
    row->addWidget(makeControls());
    row->addWidget(m_settings);
    auto* plots = new QVBoxLayout;
    plots->setSpacing(4);
    plots->addWidget(m_list);
    plots->addWidget(m_plot, 1);
    row->addLayout(plots, 1);
    m_jobs->setFixedWidth(jobsWidth);
    row->addWidget(m_jobs);
    body()->addLayout(row, 1);
    m_settings->hide();

    connect(m_start, &QAction::triggered, this, [this] {
        if (m_status.state == SearchState::paused)
            Q_EMIT pauseRequested(false);
        else
            Q_EMIT startRequested(m_settings->params());
    });
    connect(m_pause, &QAction::triggered, this, &SearchPanel::pauseRequested);
    connect(m_stop, &QAction::triggered, this, &SearchPanel::stopRequested);
    connect(m_resume, &QAction::triggered, this, &SearchPanel::resumeRequested);
    connect(m_adopt, &QAction::triggered, this, [this] {
        if (const std::optional<rope::FactorSet> set = shown())
            Q_EMIT adoptRequested(*set, m_looked ? m_lookedAt : bestText());
    });
    connect(m_continue, &QAction::triggered, this, [this] {
        protocol::SearchParams params = m_settings->params();
        params.start = formats::starting_sets(*m_log, params.target);
        Q_EMIT startRequested(params);
    });
    connect(m_settings, &SearchSettings::changed, this, &SearchPanel::refresh);
    connect(m_plot, &FitnessPlot::curveRequested, this, [this](const rope::FactorSet& set, const QString& title) {
        m_looked = set;
        m_lookedAt = title;
        refresh();
        Q_EMIT curveRequested(set, title);
    });
    connect(m_plot, &FitnessPlot::lookedAway, this, &SearchPanel::lookAway);
    connect(m_bestButton, &PillButton::clicked, this, &SearchPanel::lookAway);
    restyle();
    refresh();
}

QWidget* SearchPanel::makeControls()
{
    auto* controls = new QWidget;
    controls->setFixedWidth(controlsWidth);
    auto* column = new QVBoxLayout(controls);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);

    auto* title = new QHBoxLayout;
    title->setSpacing(10);
    title->addWidget(Panel::heading(tr("Search")));
    m_what->setWordWrap(false);
    title->addWidget(m_what, 1);
    column->addLayout(title);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(6);
    for (QAction* action : { m_start, m_pause, m_stop }) {
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setIconSize(QSize(20, 20));
        button->setFixedSize(32, 28);
        button->setFocusPolicy(Qt::TabFocus);
        button->setAccessibleName(action->text());
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    m_showSettings->setCompact(true);
    m_showSettings->setCheckable(true);
    m_showSettings->setToolTip(tr("Population, generations, seed and the rest"));
    connect(m_showSettings, &PillButton::toggled, m_settings, &QWidget::setVisible);
    buttons->addWidget(m_showSettings);
    column->addLayout(buttons);

    for (QLabel*& line : m_lines) {
        line = Panel::note({});
        line->setWordWrap(true);
        column->addWidget(line);
    }
    column->addStretch(1);

    auto* offers = new QHBoxLayout;
    offers->setSpacing(6);
    for (const auto& [button, action] :
        { std::pair(m_resumeButton, m_resume), std::pair(m_continueButton, m_continue),
            std::pair(m_adoptButton, m_adopt) }) {
        button->setCompact(true);
        button->setToolTip(action->toolTip());
        button->hide();
        connect(button, &PillButton::clicked, action, &QAction::trigger);
        offers->addWidget(button);
    }
    m_bestButton->setCompact(true);
    m_bestButton->setToolTip(tr("Back to the best; Escape in the plot does the same"));
    m_bestButton->hide();
    offers->addWidget(m_bestButton);
    m_adoptButton->setPrimary(true);
    offers->addStretch(1);
    column->addLayout(offers);
    return controls;
}

void SearchPanel::setTask(const rope::Geometry& geometry, std::int64_t target)
{
    m_settings->setTask(geometry, target);
    refresh();
}

void SearchPanel::setAvailable(bool available, const QString& reason)
{
    m_available = available;
    m_unavailable = reason;
    refresh();
}

void SearchPanel::setMemory(const QString& need, bool fits, const QString& advice)
{
    m_memory = need;
    m_fits = fits;
    m_advice = advice;
    refresh();
}

void SearchPanel::searchStarted(const protocol::SearchParams& params, bool anew)
{
    if (anew)
        forget();
    else
        m_settings->setParams(params);
    m_status.params = params;
    m_status.result.reset();
    m_status.ended.clear();
    m_status.message.clear();
    m_plot->setGenerations(params.generations);
    m_showSettings->setChecked(false);
    setState(SearchState::running);
}

void SearchPanel::searchPaused(bool paused)
{
    setState(paused ? SearchState::paused : SearchState::running);
}

void SearchPanel::searchStopping()
{
    setState(SearchState::stopping);
}

void SearchPanel::searchInterrupted(const QString& reason, bool resumable)
{
    m_status.message = reason;
    m_resumable = resumable;
    setState(SearchState::interrupted);
}

void SearchPanel::searchFinished(const protocol::SearchResult& result, const QString& ended)
{
    m_status.result = result;
    m_status.ended = ended;
    m_status.message.clear();
    m_status.evaluations = result.evaluations;
    m_status.planned = result.evaluations;
    if (std::isfinite(result.perplexity))
        m_status.best = result.perplexity;
    if (!result.best.lambda.empty())
        setBest(result.best);
    setState(SearchState::finished);
}

void SearchPanel::addEvaluation(const protocol::EvaluationReport& report)
{
    m_status.add(report);
    m_plot->addEvaluation(report);
    if (report.evaluations_per_second > 0)
        m_settings->setWindowsPerSecond(report.evaluations_per_second * m_status.params.samples);
    if (!report.candidate.lambda.empty() && report.fitness == report.best)
        setBest(report.candidate);
    refresh();
}

void SearchPanel::addGeneration(const protocol::GenerationReport& report)
{
    m_status.add(report);
    m_plot->addGeneration(report);
    if (!report.best_set.lambda.empty())
        setBest(report.best_set);
    refresh();
}

void SearchPanel::addReplayed(const std::vector<protocol::EvaluationReport>& evaluations,
    const std::vector<protocol::GenerationReport>& generations)
{
    // Shown once: a long search has tens of thousands of them.
    const rope::FactorSet* best = nullptr;
    auto generation = generations.begin();
    const auto close = [&](int before) {
        for (; generation != generations.end() && generation->generation < before; ++generation) {
            m_status.add(*generation);
            m_plot->addGeneration(*generation);
            best = generation->best_set.lambda.empty() ? best : &generation->best_set;
        }
    };
    for (const protocol::EvaluationReport& report : evaluations) {
        close(report.generation);
        m_status.add(report);
        m_plot->addEvaluation(report);
        if (!report.candidate.lambda.empty() && report.fitness == report.best)
            best = &report.candidate;
    }
    close(std::numeric_limits<int>::max());
    if (best)
        setBest(*best);
    refresh();
}

void SearchPanel::setProgress(const protocol::JobProgress& progress)
{
    m_status.add(progress);
    refresh();
}

void SearchPanel::showLog(const formats::SearchLog& log, const QString& name)
{
    forget();
    const LoggedReports reports = reportsOf(log, m_settings->params().target);
    m_status.logged = true;
    m_status.params = m_settings->params();
    m_status.params.generations = int(log.generations.size()) - 1;
    m_status.state = SearchState::interrupted;
    m_resumable = false;
    m_plot->setGenerations(std::max(1, m_status.params.generations));
    addReplayed(reports.evaluations, reports.generations);
    m_log = log;
    m_log->generations.clear();
    m_status.message = log.counted
        ? tr("LongRoPE's search in %1").arg(name)
        : tr("LongRoPE's search in %1, in the order scored: its log does not tell the generations").arg(name);
    refresh();
}

void SearchPanel::forget()
{
    m_status = {};
    m_best.reset();
    m_log.reset();
    m_plot->clear();
    lookAway();
}

void SearchPanel::lookAway()
{
    m_plot->lookAway();
    if (!m_looked)
        return;
    m_looked.reset();
    m_lookedAt.clear();
    refresh();
    Q_EMIT lookedAway();
}

void SearchPanel::clear()
{
    forget();
    setState(SearchState::idle);
}

void SearchPanel::setBest(const rope::FactorSet& set)
{
    if (m_best && m_best->same_rotation(set))
        return;
    m_best = set;
    Q_EMIT bestChanged(set);
}

void SearchPanel::setState(SearchState state)
{
    m_status.state = state;
    m_resumable = m_resumable && state == SearchState::interrupted;
    refresh();
}

} // namespace ropewalk::views
