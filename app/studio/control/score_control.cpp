// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/score_control.h"

#include "app/studio/window/actions.h"
#include "views/perplexity/perplexity_panel.h"

namespace ropewalk::studio {

ScoreControl::ScoreControl(views::Document& document, Session& session, views::PerplexityPanel& panel,
    Actions& actions, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_session(session)
    , m_panel(panel)
    , m_actions(actions)
{
    Scoring& scoring = session.scoring();
    connect(&scoring, &Scoring::stateChanged, this, &ScoreControl::refresh);
    connect(&scoring, &Scoring::failed, this, [this](const QString& why) {
        m_failure = why;
        refresh();
    });
    const auto forget = [this] {
        m_failure.clear();
        refresh();
    };
    connect(&document, &views::Document::setEdited, this, forget);
    connect(&document, &views::Document::activeSetChanged, this, forget);
    connect(&document, &views::Document::targetChanged, this, forget);
    connect(&document, &views::Document::projectReset, this, forget);
    connect(&session.engine(), &EngineSupervisor::stateChanged, this, &ScoreControl::refresh);
    connect(&session.loader(), &ModelLoader::changed, this, &ScoreControl::refresh);
    connect(&panel, &views::PerplexityPanel::scoreRequested, &scoring, &Scoring::scoreNow);
    connect(actions.scoreNow, &QAction::triggered, &scoring, &Scoring::scoreNow);
    refresh();
}

void ScoreControl::refresh()
{
    const Scoring& scoring = m_session.scoring();
    const ModelLoader& loader = m_session.loader();
    m_panel.setScoring(scoring.isScoring());
    m_panel.setPrice(loader.isReady() && !scoring.isLive() ? std::optional<double>(scoring.price()) : std::nullopt);
    m_actions.scoreNow->setEnabled(loader.isReady() && !scoring.isScoring());

    switch (m_session.engine().state()) {
    case EngineSupervisor::State::Stopped:
    case EngineSupervisor::State::Starting:
        m_panel.setStatus(tr("the engine is starting"));
        return;
    case EngineSupervisor::State::Restarting:
        m_panel.setStatus(tr("the engine is starting again"), true);
        return;
    case EngineSupervisor::State::Failed:
        m_panel.setStatus(tr("no engine, so no numbers"), true);
        return;
    case EngineSupervisor::State::Ready:
        break;
    }
    if (!m_failure.isEmpty())
        m_panel.setStatus(m_failure, true);
    else if (!loader.model())
        m_panel.setStatus(loader.isBusy() ? tr("opening the model") : tr("the model is not open in the engine"));
    else if (m_document.project().documents_path.empty())
        m_panel.setStatus(tr("drop a text or a folder to score on"));
    else if (!loader.documents())
        m_panel.setStatus(loader.isBusy() ? tr("reading the text") : tr("the text cannot be used"));
    else if (loader.documents()->long_enough == 0)
        m_panel.setStatus(tr("the text is shorter than the target"), true);
    else
        m_panel.setStatus({});
}

} // namespace ropewalk::studio
