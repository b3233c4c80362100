// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/overlay_control.h"

#include "app/studio/control/search/search_control.h"
#include "core/rope/set_words.h"
#include "views/factors/lambda_editor.h"
#include "views/factors/sets/set_list.h"
#include "views/search/search_panel.h"

namespace ropewalk::studio {

OverlayControl::OverlayControl(views::LambdaEditor& editor, views::SetList& sets, views::SearchPanel& search,
    SearchControl& control, QObject* parent)
    : QObject(parent)
    , m_editor(editor)
    , m_sets(sets)
{
    // A candidate that was clicked stays until the panel looks away from it.
    connect(&search, &views::SearchPanel::bestChanged, this, [this](const rope::FactorSet& best) {
        m_best = best;
        m_best->id = "found";
        rope::name_by_default(*m_best, words("best so far"));
        refresh();
    });
    connect(&search, &views::SearchPanel::curveRequested, this,
        [this](const rope::FactorSet& set, const QString& title) {
            m_candidate = set;
            m_candidate->id = "found";
            m_candidate->name = title.toStdString();
            m_candidate->default_name = false;
            refresh();
        });
    connect(&control, &SearchControl::adopted, this, &OverlayControl::forgetSearch);
    connect(&control, &SearchControl::cleared, this, &OverlayControl::forgetSearch);
    connect(&search, &views::SearchPanel::lookedAway, this, [this] {
        m_candidate.reset();
        refresh();
    });
    connect(&sets, &views::SetList::comparedChanged, this, [this, panel = &search] {
        panel->lookAway();
        refresh();
    });
    refresh();
}

void OverlayControl::forgetSearch()
{
    m_candidate.reset();
    m_best.reset();
    refresh();
}

void OverlayControl::refresh()
{
    const bool ofSearch = m_candidate || m_best;
    m_shown = m_candidate ? m_candidate : m_best ? m_best : m_sets.compared();
    m_editor.setOverlay(m_shown, ofSearch ? QString() : QStringLiteral("B"));
}

} // namespace ropewalk::studio
