// SPDX-License-Identifier: GPL-3.0-only
#include "views/document/document.h"
#include "views/factors/table/column_text.h"
#include "views/factors/tools/curve_editing.h"

#include "core/rope/edit/isotonic.h"
#include "core/rope/edit/shapes.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace ropewalk::views {

namespace {

constexpr double leastTyped = 1e-6;

std::vector<int> listed(PairRange range)
{
    std::vector<int> pairs(std::size_t(range.count()));
    std::iota(pairs.begin(), pairs.end(), range.first);
    return pairs;
}

} // namespace

void CurveEditing::setCurve(const std::vector<double>& lambda, const QString& text, int gesture)
{
    if (const rope::FactorSet* edited = set())
        m_document->setLambda(edited->id, lambda, gesture, text);
}

void CurveEditing::settle(
    const std::vector<double>& wanted, PairRange touched, const QString& text, int gesture)
{
    setCurve(rope::settled(set()->lambda, wanted, listed(touched), rules()), text, gesture);
}

void CurveEditing::typePair(int pair, double value)
{
    const rope::FactorSet* edited = set();
    if (!edited)
        return;
    rope::EditRules typed = rules();
    typed.low = leastTyped;
    typed.high = std::numeric_limits<double>::max();
    typed.step = 0;
    if (rope::is_locked(typed, pair))
        return tell(tr("Pair %1 is locked.").arg(pair), true);
    setCurve(rope::moved_point(edited->lambda, pair, value, typed), tr("Set pair %1").arg(pair));
}

void CurveEditing::shift(double delta, int gesture)
{
    const PairRange chosen = selection();
    if (!set() || chosen.isEmpty())
        return;
    std::vector<double> wanted = set()->lambda;
    for (const int pair : listed(chosen))
        wanted[std::size_t(pair)] += delta;
    settle(wanted, chosen, chosen.count() > 1 ? tr("Shift pairs") : QString(), gesture);
}

void CurveEditing::scale(double factor, int gesture)
{
    const PairRange chosen = selection();
    if (!set() || chosen.isEmpty())
        return;
    std::vector<double> wanted = set()->lambda;
    for (const int pair : listed(chosen))
        wanted[std::size_t(pair)] *= factor;
    settle(wanted, chosen, tr("Scale pairs"), gesture);
}

void CurveEditing::straighten()
{
    if (set())
        settle(rope::straightened(set()->lambda, range().first, range().last), range(),
            tr("Straighten pairs"), 0);
}

void CurveEditing::smooth()
{
    if (set())
        settle(rope::smoothed(set()->lambda, range().first, range().last), range(), tr("Smooth pairs"), 0);
}

void CurveEditing::repair()
{
    if (!set())
        return;
    if (rope::violations(set()->lambda).empty())
        return tell(tr("Nothing to repair: λ never falls from one pair to the next."));
    setCurve(rope::repaired(set()->lambda, rules()), tr("Put the curve in order"));
    if (const auto left = rope::violations(set()->lambda); !left.empty())
        tell(tr("Locked pairs fall themselves: pair %1 is still below the one before it.").arg(left.front()),
            true);
}

void CurveEditing::toggleLock(PairRange which)
{
    const rope::FactorSet* edited = set();
    if (!edited || which.isEmpty())
        return;
    const std::vector<int> chosen = listed(which);
    const std::vector<int>& before = edited->locked_pairs;
    std::vector<int> after;
    if (std::includes(before.begin(), before.end(), chosen.begin(), chosen.end()))
        std::set_difference(
            before.begin(), before.end(), chosen.begin(), chosen.end(), std::back_inserter(after));
    else
        std::set_union(before.begin(), before.end(), chosen.begin(), chosen.end(), std::back_inserter(after));
    m_document->setLockedPairs(edited->id, std::move(after));
}

void CurveEditing::rescale(double from, double to)
{
    const rope::FactorSet* edited = set();
    if (!edited)
        return;
    rope::EditRules rescaling = rules();
    rescaling.low = leastTyped;
    rescaling.high = std::max(rescaling.high, boundFactor() * to);
    setCurve(rope::settled(edited->lambda, rope::rescaled(edited->lambda, from, to),
                 listed({ 0, pairs() - 1 }), rescaling),
        tr("Rescale to s = %1").arg(to));
}

SegmentForm CurveEditing::form() const
{
    const rope::FactorSet* edited = set();
    return edited ? fittedForm(m_tool, edited->lambda, m_document->geometry(), m_document->scale())
                  : SegmentForm{};
}

void CurveEditing::applyForm(const SegmentForm& form, int gesture)
{
    const rope::FactorSet* edited = set();
    if (!edited || form.handles().empty())
        return;
    const QString text = form.tool == Tool::longRope2 ? tr("LongRoPE2's form") : tr("Two boundaries");
    settle(form.curve(edited->lambda), { 0, form.lastTouched(pairs()) }, text, gesture);
}

QString CurveEditing::column() const
{
    QString text;
    if (const rope::FactorSet* edited = set())
        for (const int pair : listed(range()))
            text += columnNumber(edited->lambda[std::size_t(pair)]) + u'\n';
    return text;
}

bool CurveEditing::paste(const QString& text)
{
    const rope::FactorSet* edited = set();
    if (!edited)
        return false;
    const Column read = readColumn(text);
    if (!read.problem.isEmpty()) {
        tell(read.problem, true);
        return false;
    }
    const int count = int(read.values.size());
    const PairRange chosen = selection();
    const bool onSelection = count > 0 && count == chosen.count();
    if (!onSelection && count != pairs()) {
        tell(chosen.count() > 1 ? tr("The clipboard holds %1 numbers; %2 pairs are selected of %3.")
                                      .arg(count)
                                      .arg(chosen.count())
                                      .arg(pairs())
                                : tr("The clipboard holds %1 numbers and this model turns %2 pairs. Select "
                                     "%1 pairs to paste there.")
                                      .arg(count)
                                      .arg(pairs()),
            true);
        return false;
    }
    std::vector<double> lambda = edited->lambda;
    std::copy(read.values.begin(), read.values.end(), lambda.begin() + (onSelection ? chosen.first : 0));
    setCurve(lambda, tr("Paste λ"));
    if (const auto falls = rope::violations(set()->lambda); !falls.empty())
        tell(tr("Pasted as it is. λ falls at pair %1: Repair puts it in order.").arg(falls.front()), true);
    return true;
}

} // namespace ropewalk::views
