// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/jobs_control.h"

#include "app/studio/session/evaluation/kinds.h"
#include "views/language/set_texts.h"
#include "views/plots/axis.h"
#include "views/search/jobs/jobs_view.h"

#include <algorithm>
#include <utility>

namespace ropewalk::studio {

namespace {

constexpr int kPatienceMs = 400;
constexpr QLatin1String kSearch("search");
constexpr QLatin1String kOpening("opening");
constexpr QLatin1String kScore("score");
constexpr QLatin1String kBaselines("baselines");

QString evaluationName(const EvaluationRun& run)
{
    const QString of = run.of();
    if (run.name() == QLatin1String(EntropyKind::kName))
        return JobsControl::tr("Attention entropy of %1").arg(of);
    if (run.name() == QLatin1String(PasskeyKind::kName))
        return JobsControl::tr("Passkeys of %1").arg(of);
    if (run.name() == QLatin1String(NeedleKind::kName))
        return JobsControl::tr("Needle perplexity of %1").arg(of);
    if (run.name() == QLatin1String(CurveKind::kName))
        return JobsControl::tr("Perplexity by length of %1").arg(of);
    return JobsControl::tr("Multiple choice of %1").arg(of);
}

} // namespace

JobsControl::JobsControl(views::Document& document, Session& session, views::JobsView& view, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_session(session)
    , m_view(view)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, &JobsControl::look);
    const auto wait = [this] {
        if (m_session.scoring().isSettled() && !m_session.loader().isBusy())
            look(); // what is over goes at once
        else if (!m_patience.isActive())
            m_patience.start();
    };
    connect(&session.loader(), &ModelLoader::changed, this, wait);
    connect(&session.scoring(), &Scoring::stateChanged, this, wait);
    connect(&session.search(), &SearchRun::stateChanged, this, &JobsControl::look);
    connect(&session.search(), &SearchRun::evaluation, this, [this](const protocol::EvaluationReport& report) {
        if (m_generation != report.generation) {
            m_generation = report.generation;
            look();
        }
        m_view.setProgress(kSearch, {report.evaluations, report.evaluations_planned, report.seconds_left, {}});
    });
    connect(&session.client(), &EngineClient::progress, this, [this](qint64 id, const protocol::JobProgress& progress) {
        if (id == m_session.scoring().activeCall())
            m_view.setProgress(kScore, progress);
        else if (id == m_session.scoring().backgroundCall())
            m_view.setProgress(kBaselines, progress);
        else if (id == m_session.loader().openingCall())
            m_view.setProgress(kOpening, progress);
    });
    for (EvaluationRun* run : session.evaluations().runs()) {
        connect(run, &EvaluationRun::stateChanged, this, &JobsControl::look);
        connect(run, &EvaluationRun::progress, this,
            [this, run](const protocol::JobProgress& progress) { m_view.setProgress(run->name(), progress); });
    }
    connect(&view, &views::JobsView::cancelRequested, this, &JobsControl::cancel);
}

void JobsControl::look()
{
    if (!m_session.search().isActive())
        m_generation = -1;
    const Scoring& scoring = m_session.scoring();
    list(kOpening, tr("Open the model"), m_session.loader().isBusy(), true);
    const bool sameScore = std::exchange(m_seenScore, scoring.activeCall()) == scoring.activeCall();
    const bool sameBaseline = std::exchange(m_seenBaseline, scoring.backgroundCall()) == scoring.backgroundCall();
    list(kScore, scoreName(), scoring.isScoring() && sameScore, !scoring.isLive());
    list(kBaselines, tr("Score the other sets at %1").arg(m_document.project().target_length), !scoring.isSettled() && !scoring.isScoring() && sameBaseline, false);
    list(kSearch, searchName(), m_session.search().isActive(), true);
    for (const EvaluationRun* run : m_session.evaluations().runs())
        list(run->name(), evaluationName(*run), run->isRunning(), true);
    if (!scoring.isSettled() || m_session.loader().isBusy())
        m_patience.start();
}

QString JobsControl::scoreName() const
{
    const rope::FactorSet* set = m_document.activeSet();
    return tr("Score %1 at %2")
        .arg(set ? views::shownName(*set) : tr("a set"))
        .arg(m_document.project().target_length);
}

QString JobsControl::searchName() const
{
    const protocol::SearchParams& params = m_session.search().params();
    const double scale = double(params.target) / double(std::max<std::int64_t>(1, m_document.geometry().original_length));
    const QString name = tr("Search %1×").arg(views::shortText(scale, 3));
    return m_generation < 0 ? name : tr("%1 · generation %2 of %3").arg(name).arg(m_generation).arg(params.generations);
}

void JobsControl::list(const QString& id, const QString& name, bool runs, bool cancellable)
{
    if (runs)
        m_view.addJob(id, name, cancellable);
    else
        m_view.removeJob(id);
}

void JobsControl::cancel(const QString& id)
{
    if (id == kSearch)
        m_session.search().stop();
    else if (id == kOpening)
        m_session.loader().cancel();
    else if (id == kScore)
        m_session.scoring().cancelActive();
    for (EvaluationRun* run : m_session.evaluations().runs())
        if (id == run->name())
            run->stop();
}

} // namespace ropewalk::studio
