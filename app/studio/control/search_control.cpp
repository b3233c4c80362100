// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/search_control.h"

#include "app/studio/session/journal_replay.h"
#include "core/rope/methods.h"
#include "views/language/translated.h"
#include "views/search/search_panel.h"
#include "views/search/search_settings.h"

#include <QDateTime>
#include <QFileInfo>
#include <QLocale>
#include <cmath>

namespace ropewalk::studio {

SearchControl::SearchControl(views::Document& document, Session& session, ProjectFiles& files,
    views::SearchPanel& panel, MessageBar& messages, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_session(session)
    , m_files(files)
    , m_panel(panel)
    , m_messages(messages)
{
    SearchRun& search = session.search();
    connect(&panel, &views::SearchPanel::startRequested, this, &SearchControl::begin);
    connect(&panel, &views::SearchPanel::pauseRequested, &search, &SearchRun::setPaused);
    connect(&panel, &views::SearchPanel::stopRequested, &search, &SearchRun::stop);
    connect(&panel, &views::SearchPanel::resumeRequested, this,
        [this] { m_session.search().goOn(m_panel.settings()->params().samples); });
    connect(&panel, &views::SearchPanel::adoptRequested, this, &SearchControl::adopt);

    connect(&search, &SearchRun::started, this, [this](bool anew) {
        m_failure.clear();
        m_panel.searchStarted(m_session.search().params(), anew);
        if (anew)
            scoreInside();
    });
    connect(&search, &SearchRun::stateChanged, this, &SearchControl::follow);
    connect(&search, &SearchRun::evaluation, &panel, &views::SearchPanel::addEvaluation);
    connect(&search, &SearchRun::evaluation, this, &SearchControl::note);
    connect(&search, &SearchRun::generationDone, &panel, &views::SearchPanel::addGeneration);
    connect(&search, &SearchRun::finished, &panel, &views::SearchPanel::searchFinished);
    connect(&search, &SearchRun::failed, this, [this](const QString& why) {
        m_failure = why;
        m_messages.show(QStringLiteral("search"), MessageBar::Kind::Warning, tr("The search stopped: %1").arg(why));
        follow(m_session.search().state());
    });

    connect(&session.loader(), &ModelLoader::changed, this, &SearchControl::refreshAvailable);
    connect(&session.engine(), &EngineSupervisor::stateChanged, this, &SearchControl::refreshAvailable);
    connect(&document, &views::Document::projectReset, this, [this] {
        m_panel.clear();
        clearPlot();
        refreshTask();
        showLastSearch();
    });
    connect(&document, &views::Document::targetChanged, this, &SearchControl::refreshTask);
    connect(&document, &views::Document::modelChanged, this, &SearchControl::refreshTask);
    refreshTask();
    refreshAvailable();
}

void SearchControl::begin(protocol::SearchParams params)
{
    m_messages.close(QStringLiteral("search"));
    clearPlot();
    params.target = m_document.project().target_length;
    const QString journal = m_files.nextJournal();
    m_session.search().start(params, journal);
    if (m_session.search().isActive())
        m_document.addJournal(journal.toStdString());
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

void SearchControl::adopt(const rope::FactorSet& best)
{
    rope::FactorSet set = best;
    set.id.clear();
    m_document.addSet(std::move(set));
    Q_EMIT adopted();
}

void SearchControl::follow(SearchRun::State state)
{
    const SearchRun& search = m_session.search();
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
        if (!search.journalPath().isEmpty())
            m_panel.searchInterrupted(m_failure.isEmpty() ? tr("stopped") : m_failure, search.canGoOn());
        break;
    case SearchRun::State::Finished:
        break; // told by finished()
    }
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

void SearchControl::showLastSearch()
{
    const std::vector<std::string>& journals = m_document.project().journals;
    const QString path = journals.empty() ? QString() : QString::fromStdString(journals.back());
    if (path.isEmpty() || !QFileInfo::exists(path))
        return;
    auto replay = replayJournal(path, m_document.geometry().pairs());
    if (!replay) {
        m_messages.show(QStringLiteral("search"), MessageBar::Kind::Warning,
            tr("The search's journal cannot be read: %1").arg(views::translated(replay.error())));
        return;
    }
    m_panel.searchStarted(replay->params, true);
    for (const protocol::EvaluationReport& report : replay->evaluations) {
        m_panel.addEvaluation(report);
        note(report);
    }
    for (const protocol::GenerationReport& report : replay->generations)
        m_panel.addGeneration(report);
    if (!replay->finished)
        m_session.search().remember(replay->params, path);
    if (!replay->finished && replay->params.samples == 0)
        m_messages.show(QStringLiteral("search"), MessageBar::Kind::Note,
            tr("The search's journal was begun by an older Ropewalk and does not say how many windows a candidate was "
               "scored on: set them in Settings before Go on, which is refused where there were more or fewer."));
    const QString when = QLocale().toString(QFileInfo(path).lastModified(), QLocale::ShortFormat);
    m_panel.searchInterrupted(
        replay->finished ? tr("finished %1").arg(when) : tr("not finished, last written %1").arg(when),
        !replay->finished);
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
    m_session.client().score(params, this, [this, length, epoch = m_session.loader().epoch()](const auto& result) {
        if (result && epoch == m_session.loader().epoch())
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
    if (loader.isReady())
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
