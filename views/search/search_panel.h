// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/plots/panel.h"
#include "views/search/fitness_plot.h"
#include "views/search/search_status.h"

#include "core/formats/sources/search_log.h"

class QAction;
class QLabel;

namespace ropewalk::views {

class JobsView;
class PillButton;
class SearchList;
class SearchSettings;

/// The strip under the window: a search's controls, settings and state, its fitness, and the jobs that run.
/// It starts nothing itself: it says what the user wants and is told what happens.
class SearchPanel : public Panel
{
    Q_OBJECT

public:
    explicit SearchPanel(QWidget* parent = nullptr);

    /// For menus; they carry no shortcuts of their own. Their tips name F5, F6 and Shift+F5.
    QAction* startAction() { return m_start; } ///< starts, or goes on after a pause
    QAction* pauseAction() { return m_pause; } ///< checkable
    QAction* stopAction() { return m_stop; }
    QAction* resumeAction() { return m_resume; } ///< goes on from the journal; enabled when that is offered
    QAction* adoptAction() { return m_adopt; }
    QAction* continueAction() { return m_continue; } ///< starts a search from the log that is looked at

    SearchSettings* settings() { return m_settings; }
    SearchList* list() { return m_list; } ///< of the project's searches, above the plot
    FitnessPlot* plot() { return m_plot; }
    JobsView* jobs() { return m_jobs; }
    const SearchStatus& status() const { return m_status; }
    const std::optional<rope::FactorSet>& best() const { return m_best; } ///< so far
    /// What Adopt takes: the curve that is looked at, else the best so far; none before there is one.
    const std::optional<rope::FactorSet>& shown() const { return m_looked ? m_looked : m_best; }
    QString statusText() const; ///< the lines shown

    /// What a search would be about: the model's geometry and the target in tokens.
    void setTask(const rope::Geometry& geometry, std::int64_t target);
    /// False with the reason while no search can start (no engine, no text).
    void setAvailable(bool available, const QString& reason = {});

    /// Another program's search, as its log tells it, in place of what was shown: its generations are plotted, its best
    /// can be adopted, and a search can be started from its population. name: of the file.
    void showLog(const formats::SearchLog& log, const QString& name);

    /// What a search would need of the engine's memory, in words; empty = not known. One that cannot fit cannot start,
    /// and the start button says why and what could.
    void setMemory(const QString& need, bool fits, const QString& advice = {});

public Q_SLOTS:
    /// A search began; anew clears what the last one left. One that goes on shows its own settings from now on.
    void searchStarted(const ropewalk::protocol::SearchParams& params, bool anew = true);
    void searchPaused(bool paused);
    void searchStopping();
    /// It ended without a result: stopped by the user, or for a reason. resumable offers to go on from the
    /// journal.
    void searchInterrupted(const QString& reason, bool resumable);
    /// ended: when, in words, of one that was not just now.
    void searchFinished(const ropewalk::protocol::SearchResult& result, const QString& ended = {});
    void lookAway(); ///< from a curve that was clicked, back to the best
    void addEvaluation(const ropewalk::protocol::EvaluationReport& report);
    void addGeneration(const ropewalk::protocol::GenerationReport& report);
    /// Reports of an earlier day, each in its order, as if they came one after the other.
    void addReplayed(const std::vector<ropewalk::protocol::EvaluationReport>& evaluations,
        const std::vector<ropewalk::protocol::GenerationReport>& generations);
    void setProgress(const ropewalk::protocol::JobProgress& progress); ///< before the first evaluation
    void clear(); ///< another project

Q_SIGNALS:
    void startRequested(const ropewalk::protocol::SearchParams& params);
    void pauseRequested(bool paused);
    void stopRequested();
    void resumeRequested(); ///< from the journal
    /// what: which it is, such as "candidate of generation 3, 4.151".
    void adoptRequested(const ropewalk::rope::FactorSet& set, const QString& what);
    void bestChanged(const ropewalk::rope::FactorSet& best); ///< a better one was found
    void curveRequested(const ropewalk::rope::FactorSet& set, const QString& title); ///< clicked in the plot
    void lookedAway(); ///< nothing is that was clicked

protected:
    void changeEvent(QEvent* event) override;

private:
    void restyle();
    void refresh();
    void forget(); ///< what is shown
    void setBest(const rope::FactorSet& set);
    void setState(SearchState state);
    QWidget* makeControls();
    QString bestText() const; ///< "best of the search, 4.095"
    void refreshAdopt();

    SearchStatus m_status;
    std::optional<rope::FactorSet> m_best;
    std::optional<rope::FactorSet> m_looked; ///< clicked in the plot
    QString m_lookedAt; ///< which that is
    bool m_available = false;
    bool m_resumable = false;
    bool m_fits = true;
    QString m_unavailable, m_memory, m_advice;
    std::optional<formats::SearchLog> m_log; ///< that is looked at; its population only
    QAction *m_start, *m_pause, *m_stop, *m_resume, *m_adopt, *m_continue;
    SearchSettings* m_settings;
    SearchList* m_list;
    FitnessPlot* m_plot;
    JobsView* m_jobs;
    QLabel* m_what;
    std::array<QLabel*, 5> m_lines{};
    PillButton *m_showSettings, *m_adoptButton, *m_bestButton, *m_resumeButton, *m_continueButton;
};

} // namespace ropewalk::views
