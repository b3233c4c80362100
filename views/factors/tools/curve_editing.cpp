// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/tools/curve_editing.h"

#include "views/document/document.h"

#include <algorithm>

namespace ropewalk::views {

namespace {

constexpr int widestBrush = 31;

} // namespace

CurveEditing::CurveEditing(Document* document, QObject* parent)
    : QObject(parent)
    , m_document(document)
{
    connect(document, &Document::refused, this, [this](const QString& why) { tell(why, true); });
    const auto forget = [this] { tell({}); };
    connect(document, &Document::activeSetChanged, this, forget);
    connect(document, &Document::setEdited, this, forget);
    const auto fit = [this] {
        if (m_caret >= pairs() || m_anchor >= pairs())
            select(pairs() - 1);
    };
    connect(document, &Document::projectReset, this, fit);
    connect(document, &Document::modelChanged, this, fit);
}

const rope::FactorSet* CurveEditing::set() const
{
    const rope::FactorSet* set = m_document->activeSet();
    return set && int(set->lambda.size()) == pairs() ? set : nullptr;
}

int CurveEditing::pairs() const
{
    return m_document->geometry().pairs();
}

double CurveEditing::bound() const
{
    return rope::lambda_bound(m_document->geometry(), m_document->trained(), m_boundFactor,
        m_document->project().target_length);
}

rope::EditRules CurveEditing::rules() const
{
    rope::EditRules rules;
    rules.high = bound();
    rules.step = m_snaps ? 0.01 : 0;
    rules.monotone = m_monotone;
    if (const rope::FactorSet* edited = set())
        rules.locked = edited->locked_pairs;
    return rules;
}

void CurveEditing::setTool(Tool tool)
{
    if (tool == m_tool)
        return;
    m_tool = tool;
    tell({});
    Q_EMIT toolChanged();
}

void CurveEditing::setBrushWidth(int pairs)
{
    const int width = std::clamp(pairs, 1, widestBrush);
    if (width == m_brush.width)
        return;
    m_brush.width = width;
    Q_EMIT settingsChanged();
}

void CurveEditing::setBrushSoftness(double softness)
{
    const double value = std::clamp(softness, 0.0, 1.0);
    if (value == m_brush.softness)
        return;
    m_brush.softness = value;
    Q_EMIT settingsChanged();
}

void CurveEditing::setMonotone(rope::Monotone monotone)
{
    if (monotone == m_monotone)
        return;
    m_monotone = monotone;
    Q_EMIT settingsChanged();
}

void CurveEditing::setSnaps(bool snaps)
{
    if (snaps == m_snaps)
        return;
    m_snaps = snaps;
    Q_EMIT settingsChanged();
}

void CurveEditing::setBoundFactor(double factor)
{
    m_boundFactor = std::max(1.0, factor);
    Q_EMIT settingsChanged();
}

PairRange CurveEditing::selection() const
{
    if (m_caret < 0)
        return {};
    const int anchor = m_anchor < 0 ? m_caret : m_anchor;
    return { std::min(m_caret, anchor), std::max(m_caret, anchor) };
}

PairRange CurveEditing::range() const
{
    const PairRange chosen = selection();
    return chosen.count() > 1 ? chosen : PairRange{ 0, pairs() - 1 };
}

void CurveEditing::select(int pair, bool extend)
{
    const int chosen = std::clamp(pair, -1, pairs() - 1);
    const int anchor = extend && chosen >= 0 && m_anchor >= 0 ? m_anchor : chosen;
    if (chosen == m_caret && anchor == m_anchor)
        return;
    m_caret = chosen;
    m_anchor = anchor;
    Q_EMIT selectionChanged();
}

void CurveEditing::selectRange(int first, int last)
{
    const int anchor = std::clamp(first, 0, pairs() - 1), caret = std::clamp(last, 0, pairs() - 1);
    if (caret == m_caret && anchor == m_anchor)
        return;
    m_caret = caret;
    m_anchor = anchor;
    Q_EMIT selectionChanged();
}

void CurveEditing::tell(const QString& message, bool warning)
{
    Q_EMIT told(message, warning);
}

} // namespace ropewalk::views
