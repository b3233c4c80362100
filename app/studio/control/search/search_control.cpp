// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/search/search_control.h"

#include "app/studio/session/journal_replay.h"
#include "core/protocol/json.h"
#include "core/rope/methods.h"
#include "views/language/translated.h"
#include "views/search/search_list.h"
#include "views/search/search_panel.h"
#include "views/search/search_settings.h"

#include <QDateTime>
#include <QFileInfo>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace ropewalk::studio {

namespace {

QDateTime beginningOf(const project::SearchRecord& search)
{
    return QDateTime::fromString(QString::fromStdString(search.begun), Qt::ISODate);
}

std::optional<protocol::SearchResult> resultOf(const project::SearchRecord& search)
{
    const auto result = protocol::from_json<protocol::SearchResult>(search.result);
    return result ? std::optional(*result) : std::nullopt;
}

} // namespace

SearchControl::SearchControl(views::Document& document, Session& session, ProjectFiles& files,
    views::SearchPanel& panel, MessageBar& messages, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_session(session)
    , m_files(files)
    , m_panel(panel)
    , m_messages(messages)
    , m_searches(document, *panel.list(), this)
{
    connectPanel();
    connectSearch();
    connect(&session.loader(), &ModelLoader::changed, this, &SearchControl::refreshAvailable);
    connect(&session.engine(), &EngineSupervisor::stateChanged, this, &SearchControl::refreshAvailable);
    connect(&files, &ProjectFiles::journalMoved, this, [this](const QString& from, const QString& to) {
        m_session.search().journalMoved(from, to);
        m_searches.journalMoved(from, to);
    });
    connect(&document, &views::Document::projectReset, this, [this] {
        refreshTask();
        show(m_searches.last());
    });
    connect(&document, &views::Document::targetChanged, this, &SearchControl::refreshTask);
    connect(&document, &views::Document::modelChanged, this, &SearchControl::refreshTask);
    refreshTask();
    refreshAvailable();
}

void SearchControl::connectPanel()
{
    SearchRun& search = m_session.search();
    connect(&m_panel, &views::SearchPanel::startRequested, this, &SearchControl::begin);
    connect(&m_panel, &views::SearchPanel::pauseRequested, &search, &SearchRun::setPaused);
    connect(&m_panel, &views::SearchPanel::stopRequested, &search, &SearchRun::stop);
    connect(&m_panel, &views::SearchPanel::resumeRequested, this,
        [this] { m_session.search().goOn(m_panel.settings()->params().samples); });
    connect(&m_panel, &views::SearchPanel::adoptRequested, this, &SearchControl::adopt);
    connect(&m_searches, &ProjectSearches::chosen, this, &SearchControl::show);
    connect(&m_searches, &ProjectSearches::removed, this, &SearchControl::forgetRemoved);
}

void SearchControl::connectSearch()
{
    SearchRun& search = m_session.search();
    connect(&search, &SearchRun::started, this, &SearchControl::begun);
    connect(&search, &SearchRun::stateChanged, this, &SearchControl::follow);
    connect(&search, &SearchRun::evaluation, this, [this](const protocol::EvaluationReport& report) {
        if (std::isfinite(report.best))
            m_runBest = std::min(m_runBest.value_or(report.best), report.best);
        if (!showsRun())
            return;
        m_panel.addEvaluation(report);
        note(report);
    });
    connect(&search, &SearchRun::generationDone, this, [this](const protocol::GenerationReport& report) {
        if (showsRun())
            m_panel.addGeneration(report);
    });
    connect(&search, &SearchRun::finished, this, &SearchControl::finish);
    connect(&search, &SearchRun::failed, this, [this](const QString& why) {
        m_failure = why;
        m_messages.show(QStringLiteral("search"), MessageBar::Kind::Warning, tr("The search stopped: %1").arg(why));
        follow(m_session.search().state());
    });
}

void SearchControl::begin(protocol::SearchParams params)
{
    m_messages.close(QStringLiteral("search"));
    params.target = m_document.project().target_length;
    m_session.search().start(params, m_files.nextJournal());
}

void SearchControl::begun(bool anew)
{
    const SearchRun& search = m_session.search();
    const QString journal = search.journalPath();
    m_failure.clear();
    if (anew) {
        m_runBest.reset();
        clearPlot();
        m_searches.begun(search.params(), journal);
        m_searches.setShown(journal);
    } else if (!showsRun()) {
        show(journal);
    }
    m_searches.setRunning(journal);
    m_panel.searchStarted(search.params(), anew);
    if (anew)
        scoreInside();
}

void SearchControl::showLog(const formats::SearchLog& log, const QString& path)
{
    const QString name = QFileInfo(path).fileName();
    if (m_session.search().isActive()) {
        m_messages.show(QStringLiteral("factors"), MessageBar::Kind::Warning,
            tr("A search runs here: stop it before %1 is looked at.").arg(name));
        return;
    }
    m_session.search().clear();
    clearPlot();
    m_searches.setShown({}, tr("LongRoPE's search in %1").arg(name));
    m_panel.showLog(log, name);
    QStringList notes;
    for (const Words& warning : log.warnings)
        notes << views::translated(warning);
    notes.prepend(tr("%1 is a search of Microsoft's LongRoPE at iteration %L2. Adopt takes its best candidate as a "
                     "set; Continue the search starts one here from its %Ln candidate(s).",
        nullptr, int(log.population.size()))
                      .arg(name)
                      .arg(log.iteration));
    m_messages.show(QStringLiteral("factors"), MessageBar::Kind::Note, notes.join(QLatin1Char(' ')));
    Q_EMIT logShown();
}

void SearchControl::clearPlot()
{
    m_references.clear();
    m_panel.plot()->setReferences({});
    Q_EMIT cleared();
}

void SearchControl::adopt(const rope::FactorSet& shown, const QString& what)
{
    rope::FactorSet set = shown;
    set.id.clear();
    if (set.notes.empty())
        set.notes = what.toStdString();
    m_document.addSet(std::move(set));
    m_panel.lookAway();
    Q_EMIT adopted();
}

bool SearchControl::showsRun() const
{
    return !m_searches.shown().isEmpty() && m_searches.shown() == m_session.search().journalPath();
}

void SearchControl::follow(SearchRun::State state)
{
    const SearchRun& search = m_session.search();
    if (!search.isActive() && !m_searches.running().isEmpty())
        runOver(state);
    if (!showsRun())
        return;
    switch (state) {
    case SearchRun::State::Running:
        m_panel.searchPaused(false);
        break;
    case SearchRun::State::Paused:
        m_panel.searchPaused(true);
        break;
    case SearchRun::State::Stopping:
        m_panel.searchStopping();
        break;
    case SearchRun::State::Interrupted:
        m_panel.searchInterrupted(tr("interrupted: the engine stopped"), search.canGoOn());
        break;
    case SearchRun::State::Idle:
        m_panel.searchInterrupted(
            m_failure.isEmpty() ? tr("stopped") : tr("stopped: the message above says why"), search.canGoOn());
        break;
    case SearchRun::State::Finished:
        break; // told by finished()
    }
}

void SearchControl::runOver(SearchRun::State state)
{
    const QString journal = m_searches.running();
    m_searches.setRunning({});
    refreshAvailable();
    if (state == SearchRun::State::Finished)
        return;
    m_searches.ended(journal, m_runBest, {});
    // One that could go on is looked at, so that this is offered.
    if (journal == m_session.search().journalPath() && !showsRun())
        show(journal);
}

void SearchControl::finish(const protocol::SearchResult& result)
{
    const QString journal = m_session.search().journalPath();
    m_searches.ended(journal, std::min(m_runBest.value_or(result.perplexity), result.perplexity), result);
    QStringList notes;
    for (const Words& warning : result.warnings)
        notes << views::translated(warning);
    if (!notes.isEmpty())
        m_messages.show(QStringLiteral("search"), MessageBar::Kind::Note,
            tr("The search has ended: %1").arg(notes.join(QStringLiteral("; "))));
    if (showsRun()) {
        m_panel.searchFinished(result);
        return;
    }
    m_messages.show(QStringLiteral("search finished"), MessageBar::Kind::Note,
        tr("The search that ran beside has finished."), {{tr("Show it"), [this, journal] { show(journal); }}});
    if (!m_searches.shown().isEmpty())
        show(m_searches.shown()); // it may go on now
}

void SearchControl::note(const protocol::EvaluationReport& report)
{
    // The methods that a search starts from are candidates of its own, so their fitness is on the search's text: the
    // held-out numbers beside the curve are not comparable with it. PI is off the scale wherever it matters.
    const auto method = rope::method_from_name(report.origin);
    if (report.generation == 0 && (method == rope::Method::ntk || method == rope::Method::yarn))
        addReference(QString::fromStdString(report.origin), report.fitness,
            QString::fromStdString(report.origin).toLower());
}

void SearchControl::show(const QString& journal)
{
    SearchRun& search = m_session.search();
    const bool ran = !journal.isEmpty() && journal == search.journalPath();
    m_messages.close(QStringLiteral("search"));
    if (!ran && !search.isActive())
        search.clear();
    m_panel.clear();
    clearPlot();
    m_searches.setShown(journal);
    refreshAvailable();
    if (journal.isEmpty())
        return;
    if (!QFileInfo::exists(journal)) {
        showWithoutJournal(journal, tr("The search's journal is not there: %1").arg(journal));
        return;
    }
    const auto replay = replayJournal(journal, m_document.geometry().pairs());
    if (replay) {
        showReplay(*replay, journal);
    } else if (ran && search.isActive()) { // nothing is written yet
        m_panel.searchStarted(search.params(), true);
        follow(search.state());
    } else {
        showWithoutJournal(
            journal, tr("The search's journal cannot be read: %1").arg(views::translated(replay.error())));
    }
}

void SearchControl::showReplay(const JournalReplay& replay, const QString& journal)
{
    SearchRun& search = m_session.search();
    m_panel.searchStarted(replay.params, true);
    m_panel.addReplayed(replay.evaluations, replay.generations);
    for (const protocol::EvaluationReport& report : replay.evaluations)
        note(report);
    m_searches.learn(journal, replay.params, m_panel.status().best);
    if (showsRun() && search.state() != SearchRun::State::Finished) {
        follow(search.state());
        return;
    }
    const project::SearchRecord* record = m_searches.record(journal);
    const QDateTime begun = record ? beginningOf(*record) : QDateTime();
    const auto kept = record ? resultOf(*record) : std::nullopt;
    const auto& result = kept ? kept : replay.result;
    const QString when = begun.isValid()
        ? tr("begun %1").arg(QLocale().toString(begun.toLocalTime(), QLocale::ShortFormat))
        : tr("last written %1").arg(QLocale().toString(QFileInfo(journal).lastModified(), QLocale::ShortFormat));
    if (replay.finished && result) {
        m_panel.searchFinished(*result, tr("finished, %1").arg(when));
        return;
    }
    if (!replay.finished && !search.isActive())
        search.remember(replay.params, journal);
    if (!replay.finished && replay.params.samples == 0)
        m_messages.show(QStringLiteral("search"), MessageBar::Kind::Note,
            tr("The search's journal was begun by an older Ropewalk and does not say how many windows a candidate was "
               "scored on: set them in Settings before Go on, which is refused where there were more or fewer."));
    m_panel.searchInterrupted(replay.finished ? tr("finished, %1").arg(when) : tr("not finished, %1").arg(when),
        !replay.finished && !search.isActive());
}

void SearchControl::showWithoutJournal(const QString& journal, const QString& why)
{
    m_messages.show(QStringLiteral("search"), MessageBar::Kind::Warning, why);
    const project::SearchRecord* record = m_searches.record(journal);
    const auto settings = record ? protocol::from_json<protocol::SearchParams>(record->settings)
                                 : Result<protocol::SearchParams>(protocol::SearchParams());
    m_panel.searchStarted(settings ? *settings : protocol::SearchParams(), true);
    m_panel.searchInterrupted(why, false);
    if (const auto result = record ? resultOf(*record) : std::nullopt)
        m_panel.searchFinished(*result, tr("finished, without its journal"));
}

void SearchControl::forgetRemoved(const QString& journal)
{
    if (journal == m_searches.shown())
        show(m_searches.last());
}

void SearchControl::scoreInside()
{
    const protocol::SearchParams& search = m_session.search().params();
    const std::int64_t length = m_document.geometry().original_length;
    protocol::ScoreParams params;
    params.set = rope::make_set(rope::Method::none, m_document.geometry(), length);
    params.target = length;
    params.split = "search";
    params.samples = search.samples;
    m_session.client().score(params, this,
        [this, length, epoch = m_session.loader().epoch(), journal = m_searches.shown()](const auto& result) {
            if (result && epoch == m_session.loader().epoch() && journal == m_searches.shown())
                addReference(tr("inside %1").arg(length), result->perplexity, {});
        });
}

void SearchControl::addReference(const QString& label, double perplexity, const QString& colourKey)
{
    if (!std::isfinite(perplexity))
        return;
    // A search that goes on reports its start once more.
    std::erase_if(m_references, [&](const views::FitnessPlot::Reference& one) { return one.label == label; });
    m_references.push_back({label, perplexity, colourKey});
    m_panel.plot()->setReferences(m_references);
}

void SearchControl::refreshAvailable()
{
    const ModelLoader& loader = m_session.loader();
    const EngineSupervisor::State state = m_session.engine().state();
    if (m_session.search().isActive() && !showsRun())
        m_panel.setAvailable(false, tr("Another search runs: choose it in the list above to pause or stop it."));
    else if (loader.isReady())
        m_panel.setAvailable(true);
    else if (state == EngineSupervisor::State::Failed)
        m_panel.setAvailable(false, tr("A search needs the engine."));
    else if (state != EngineSupervisor::State::Ready || loader.isBusy())
        m_panel.setAvailable(false, tr("The engine is getting ready."));
    else if (m_document.project().documents_path.empty())
        m_panel.setAvailable(false, tr("A search needs a text: drop one, or a folder of them."));
    else
        m_panel.setAvailable(false, tr("A search needs a text of at least the target length."));
}

void SearchControl::refreshTask()
{
    m_panel.setTask(m_document.geometry(), m_document.project().target_length);
}

} // namespace ropewalk::studio
