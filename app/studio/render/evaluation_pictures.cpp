// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/render/evaluation_pictures.h"

#include "app/studio/workspace/evaluate_page.h"
#include "views/choices/choices_panel.h"
#include "views/corpus/corpus_panel.h"
#include "views/entropy/entropy_panel.h"
#include "views/evaluation/segments.h"
#include "views/evaluation/set_choice.h"
#include "views/heatmap/heat_map.h"
#include "views/passkey/passkey_panel.h"
#include "views/perplexity/length_panel.h"

#include <QAbstractButton>

namespace ropewalk::studio {

namespace {

constexpr int kQuietMs = 150;
constexpr int kTrials = 1; // a passkey's cell
constexpr int kTexts = 2; // of a perplexity
constexpr int kQuestions = 40;

} // namespace

EvaluationPictures::EvaluationPictures(MainWindow& window, QObject* parent)
    : QObject(parent)
    , m_window(window)
{
    EvaluatePage& page = *window.layoutParts().evaluate;
    m_look.setSingleShot(true);
    m_look.setInterval(kQuietMs);
    connect(&m_look, &QTimer::timeout, this, &EvaluationPictures::look);
    for (EvaluationRun* run : window.session().evaluations().runs()) {
        connect(run, &EvaluationRun::stateChanged, &m_look, qOverload<>(&QTimer::start));
        connect(run, &EvaluationRun::failed, this, &EvaluationPictures::failed);
    }
    addEvaluation(QStringLiteral("entropy"), page.entropy);
    views::AttentionText* text = page.entropy->detail()->text();
    m_stages.push_back({QStringLiteral("entropy-text"),
        [this, &page] {
            page.entropy->heads()->order()->button(1)->click();
            page.entropy->heads()->map()->setCurrentIndex(page.entropy->heads()->map()->grid()->index(0, 0));
            Q_EMIT page.entropy->detail()->queryChosen(qint64(page.entropy->params().target * 3 / 4));
        },
        [text] { return text->current() >= 0; }});
    addEvaluation(QStringLiteral("passkey"), page.passkey);
    addEvaluation(QStringLiteral("curve"), page.lengths);
    addEvaluation(QStringLiteral("questions"), page.choices);
    m_stages.push_back({QStringLiteral("text"), [&page] { page.show(page.corpus); },
        [&page] { return page.corpus->isEmpty() || !page.corpus->summary().isEmpty(); }});
    m_stages.push_back(
        {QStringLiteral("learn"), [this] { m_window.layoutParts().setWorkspace(Workspace::Learn); }, [] { return true; }});
}

void EvaluationPictures::addEvaluation(const QString& name, views::EvaluationPanel* panel)
{
    m_stages.push_back({name,
        [this, panel] {
            m_window.layoutParts().evaluate->show(panel);
            panel->runAction()->trigger();
        },
        [panel] { return !panel->isRunning() && !panel->isEmpty(); }});
}

void EvaluationPictures::start()
{
    m_window.layoutParts().setWorkspace(Workspace::Evaluate);
    EvaluatePage& page = *m_window.layoutParts().evaluate;
    page.sets->setChosen({m_window.document().project().active_set, "pi", "none"});
    protocol::PasskeyParams keys = page.passkey->params();
    keys.trials = kTrials;
    page.passkey->setParams(keys);
    protocol::CurveParams curve = page.lengths->params();
    curve.samples = kTexts;
    page.lengths->setParams(curve);
    protocol::ChoicesParams choices = page.choices->params();
    choices.limit = kQuestions;
    page.choices->setParams(choices);
    next();
}

void EvaluationPictures::next()
{
    if (m_stage == m_stages.size()) {
        Q_EMIT finished();
        return;
    }
    m_stages[m_stage].show();
    m_look.start();
}

void EvaluationPictures::look()
{
    if (m_stage == m_stages.size())
        return;
    if (!m_stages[m_stage].done()) {
        m_look.start(); // a picture shows only what has arrived
        return;
    }
    Q_EMIT shown(m_stages[m_stage++].name);
    next();
}

} // namespace ropewalk::studio
