// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/factors/tools/segment_form.h"
#include "views/factors/tools/stroke.h"

#include "core/rope/factor_set.h"

#include <QObject>

namespace ropewalk::views {

class Document;

/// Pairs first … last; empty where first < 0.
struct PairRange
{
    int first = -1;
    int last = -1;
    bool isEmpty() const { return first < 0; }
    int count() const { return isEmpty() ? 0 : last - first + 1; }
    bool contains(int pair) const { return !isEmpty() && pair >= first && pair <= last; }
    bool operator==(const PairRange&) const = default;
};

/// How the active set's λ are edited: tool, brush, monotone rule, snapping, the chosen pairs; and what can be
/// done with those, each call one undo step. Shared by plot, table and tool row. Nothing is done where no set
/// fits the model.
class CurveEditing : public QObject
{
    Q_OBJECT

public:
    explicit CurveEditing(Document* document, QObject* parent = nullptr);

    Document* document() const { return m_document; }
    const rope::FactorSet* set() const; ///< the active set, where it fits the model; else null
    int pairs() const;
    double bound() const; ///< largest λ a tool may reach
    rope::EditRules rules() const; ///< with the active set's locks

    Tool tool() const { return m_tool; }
    const Brush& brush() const { return m_brush; }
    rope::Monotone monotone() const { return m_monotone; }
    bool snaps() const { return m_snaps; }
    double boundFactor() const { return m_boundFactor; }
    void setTool(Tool tool);
    void setBrushWidth(int pairs); ///< 1 … 31
    void setBrushSoftness(double softness); ///< 0 … 1
    void setMonotone(rope::Monotone monotone);
    void setSnaps(bool snaps); ///< to 0.01
    void setBoundFactor(double factor); ///< bound = factor·s

    int caret() const { return m_caret; } ///< the pair keys act on; −1 = none
    PairRange selection() const; ///< from anchor to caret
    PairRange range() const; ///< the selection where it has several pairs, else all
    void select(int pair, bool extend = false); ///< −1 = none
    void selectRange(int first, int last);

    // gesture as in Document.
    void setCurve(
        const std::vector<double>& lambda, const QString& text, int gesture = 0); ///< settled already
    void typePair(int pair, double value); ///< as typed: neither bound nor grid; the monotone rule holds
    void shift(double delta, int gesture = 0); ///< the selected pairs
    void scale(double factor, int gesture = 0);
    void straighten();
    void smooth();
    void repair();
    void toggleLock(PairRange which); ///< locks all of them, or unlocks where all are locked
    void rescale(double from, double to); ///< of s
    void applyForm(const SegmentForm& form, int gesture = 0);
    SegmentForm form() const; ///< of the tool, fitted to the curve
    QString column() const; ///< range() as text, a λ a line
    /// A column of numbers onto the selected pairs or all, as it is. False, and told() why, where it does not
    /// fit.
    bool paste(const QString& text);

    void tell(const QString& message, bool warning = false);

Q_SIGNALS:
    void toolChanged();
    void settingsChanged(); ///< brush, monotone rule, snapping, bound
    void selectionChanged();
    void told(const QString& message, bool warning); ///< to be shown beside the curve; empty = nothing to say

private:
    void settle(const std::vector<double>& wanted, PairRange touched, const QString& text, int gesture);

    Document* m_document;
    Tool m_tool = Tool::draw;
    Brush m_brush;
    rope::Monotone m_monotone = rope::Monotone::keep;
    bool m_snaps = true;
    double m_boundFactor = 1.25;
    int m_caret = -1;
    int m_anchor = -1;
};

} // namespace ropewalk::views
