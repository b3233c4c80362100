// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/score_control.h"

#include "app/studio/window/actions.h"
#include "views/perplexity/perplexity_panel.h"
#include "views/plots/axis.h"

#include <cmath>

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
    connect(&session.search(), &SearchRun::started, this, [this] { m_searched = m_session.loader().epoch(); });
    connect(&session.search(), &SearchRun::finished, this, &ScoreControl::keepScore);
    connect(&panel, &views::PerplexityPanel::scoreRequested, &scoring, &Scoring::scoreNow);
    connect(actions.scoreNow, &QAction::triggered, &scoring, &Scoring::scoreNow);
    refresh();
}

void ScoreControl::keepScore(const protocol::SearchResult& result)
{
    if (result.held_out_nll.empty() || m_searched != m_session.loader().epoch())
        return; // measured on other windows than the list's numbers, or on another text
    const std::int64_t target = m_session.search().params().target;
    const auto windows = std::int64_t(result.held_out_nll.size());
    m_document.addScore(result.best,
        {result.held_out, windows * (target - 1), target, QStringLiteral("held-out"), false, 0, result.held_out_nll});
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
    else if (const auto& inside = scoring.inside(); inside && std::log(inside->perplexity) > inside->unigramNll)
        sayForeign(*inside);
    else
        m_panel.setStatus({});
}

void ScoreControl::sayForeign(const views::ScoreEntry& inside)
{
    const QString perplexity = views::significantText(inside.perplexity, 3),
                  counting = views::significantText(std::exp(inside.unigramNll), 3);
    m_panel.setStatus(tr("This text seems foreign to the model: %2 within %L1 tokens, %3 by counting them.")
                          .arg(inside.target)
                          .arg(perplexity, counting),
        true,
        tr("This text, or its tokenizer, seems foreign to the model: within its own %L1 tokens its perplexity is %2, and "
           "that of one who only counts the tokens is %3.")
            .arg(inside.target)
            .arg(perplexity, counting));
}

} // namespace ropewalk::studio
