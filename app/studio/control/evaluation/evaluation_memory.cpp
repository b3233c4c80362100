// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/evaluation/evaluation_memory.h"

#include "app/studio/workspace/evaluate_page.h"
#include "core/protocol/json.h"
#include "views/choices/choices_panel.h"
#include "views/entropy/entropy_panel.h"
#include "views/passkey/passkey_panel.h"
#include "views/perplexity/length_panel.h"

namespace ropewalk::studio {

namespace {
constexpr int kRestMs = 120;
}

EvaluationMemory::EvaluationMemory(
    views::Document& document, Session& session, EvaluatePage& page, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_page(page)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        for (Question& question : m_questions)
            ask(question);
    });
    for (views::EvaluationPanel* panel : page.panels()) {
        m_questions.push_back({panel});
        connect(panel, &views::EvaluationPanel::settingsChanged, this, &EvaluationMemory::later);
    }
    connect(&session.loader(), &ModelLoader::changed, this, &EvaluationMemory::later);
    connect(&document, &views::Document::targetChanged, this, &EvaluationMemory::later);
    connect(&document, &views::Document::projectReset, this, &EvaluationMemory::later);
    for (EvaluationRun* run : session.evaluations().runs())
        connect(run, &EvaluationRun::stateChanged, this, [this, run] {
            if (run->isRunning())
                return;
            for (Question& question : m_questions)
                question.asked = nullptr; // what is free is another amount now
            later();
        });
    later();
}

void EvaluationMemory::later()
{
    m_rest.start();
}

protocol::MemoryParams EvaluationMemory::wanted(const views::EvaluationPanel& panel) const
{
    protocol::MemoryParams params;
    if (&panel == m_page.entropy) {
        params.job = "entropy";
        params.lengths = {m_page.entropy->params().target};
    } else if (&panel == m_page.lengths) {
        const protocol::CurveParams curve = m_page.lengths->params();
        params.job = "curve";
        params.lengths = curve.lengths;
        params.samples = curve.samples;
        params.sliding = curve.stride != 0 || curve.position_bins > 0;
    } else if (&panel == m_page.choices) {
        const protocol::ChoicesParams choices = m_page.choices->params();
        params.job = "choices";
        params.questions = choices.path;
        params.layout = choices.layout;
        params.few_shot = choices.few_shot;
        params.limit = choices.limit;
    } else {
        params.job = m_page.passkey->isNeedle() ? "needle" : "passkey";
        params.lengths = m_page.passkey->params().lengths;
    }
    return params;
}

void EvaluationMemory::ask(Question& question)
{
    views::EvaluationPanel& panel = *question.panel;
    if (panel.isRunning())
        return;
    if (!m_session.loader().model()) {
        question.asked = nullptr;
        panel.setMemory({});
        return;
    }
    const protocol::MemoryParams params = wanted(panel);
    const nlohmann::json asked = protocol::to_json(params);
    const quint64 epoch = m_session.loader().epoch();
    if (asked == question.asked && epoch == question.epoch)
        return;
    question.asked = asked;
    question.epoch = epoch;
    question.call.cancel();
    const auto take = [this, &question, asked, epoch](const Result<protocol::MemoryResult>& found) {
        if (asked != question.asked || epoch != m_session.loader().epoch())
            return;
        if (found)
            question.panel->setMemory(*found);
        else // an engine that cannot tell refuses the job itself where it must
            question.panel->setMemory({});
    };
    question.call = m_session.client().memory(params, this, take);
}

} // namespace ropewalk::studio
