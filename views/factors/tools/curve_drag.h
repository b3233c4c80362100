// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/factors/curve_scene.h"

#include <memory>

namespace ropewalk::views {

/// One gesture of the mouse on the curve, from press to release: a function of the curve at the press and of
/// where the pointer has been.
class CurveDrag
{
public:
    virtual ~CurveDrag() = default;

    virtual void moveTo(const QPointF& position, const CurveLayout& layout) = 0;

    const std::vector<double>& before() const { return m_before; }
    const std::vector<double>& curve() const { return m_curve; } ///< as it should be now
    PairRange selection() const { return m_selection; } ///< as it should be now; first may exceed last
    const std::optional<SegmentForm>& form() const { return m_form; } ///< the handles while one is dragged
    QString text() const { return m_text; } ///< of the undo step

protected:
    CurveDrag(const CurveScene& scene, const rope::EditRules& rules, const QString& text);

    /// The curve with these values asked for.
    void settle(const std::vector<double>& wanted, int first, int last);

    std::vector<double> m_before;
    std::vector<double> m_curve;
    rope::EditRules m_rules;
    PairRange m_selection;
    std::optional<SegmentForm> m_form;
    QString m_text;
};

/// The gesture that a press at this position begins; null where there is no active curve. scene.active's
/// points are what is grabbed. It has not moved yet: call moveTo() with the position of the press for a click
/// to act.
std::unique_ptr<CurveDrag> beginDrag(const QPointF& position, const CurveScene& scene,
    const CurveLayout& layout, Tool tool, const Brush& brush, const rope::EditRules& rules);

/// The point of the active curve that this position grabs; −1 = none.
int pointAt(const QPointF& position, const CurveScene& scene, const CurveLayout& layout);
/// The handle of the scene's form there.
std::optional<std::size_t> handleAt(
    const QPointF& position, const CurveScene& scene, const CurveLayout& layout);

} // namespace ropewalk::views
