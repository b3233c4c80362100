// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/tools/curve_drag.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace ropewalk::views {

namespace {

constexpr double grabRadius = 9; // pixels around a point or handle in which it is grabbed
constexpr double handleRadius = 12;

/// What translators find these texts under.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CurveDrag)
};

double distance(const QPointF& one, const QPointF& other)
{
    return std::hypot(one.x() - other.x(), one.y() - other.y());
}

class PointDrag : public CurveDrag
{
public:
    PointDrag(const QPointF& position, const CurveScene& scene, const CurveLayout& layout,
        const rope::EditRules& rules, int pair)
        : CurveDrag(scene, rules, Texts::tr("Move pair %1").arg(pair))
        , m_pair(pair)
        , m_start(position.y())
        , m_grip(layout.point(pair, m_before[std::size_t(pair)]).y() - position.y())
    {
        m_selection = { pair, pair };
    }
    void moveTo(const QPointF& position, const CurveLayout& layout) override
    {
        const double asked = layout.lambdaAt(m_pair, position.y() + m_grip);
        // Where it was pressed it stays as it was, also off the grid.
        m_curve = position.y() == m_start ? m_before : rope::moved_point(m_before, m_pair, asked, m_rules);
    }

private:
    int m_pair;
    double m_start; ///< y of the press
    double m_grip; ///< from the pointer down to the point's centre
};

class StrokeDrag : public CurveDrag
{
public:
    StrokeDrag(const CurveScene& scene, const rope::EditRules& rules, const Brush& brush)
        : CurveDrag(scene, rules, Texts::tr("Paint"))
        , m_stroke(m_before, brush, rules)
    {
    }
    void moveTo(const QPointF& position, const CurveLayout& layout) override
    {
        const double place = std::clamp(layout.pairs.toValue(position.x()), -0.49, layout.count - 0.51);
        m_stroke.moveTo(place, layout.lambdaAt(place, position.y()));
        const int pair = layout.nearestPair(position.x());
        m_selection = { pair, pair };
        m_curve = m_stroke.curve();
    }

private:
    Stroke m_stroke;
};

/// Chooses pairs; the curve stays.
class RangeDrag : public CurveDrag
{
public:
    RangeDrag(const CurveScene& scene, const rope::EditRules& rules, int pair)
        : CurveDrag(scene, rules, {})
        , m_first(pair)
    {
        m_selection = { pair, pair };
    }
    void moveTo(const QPointF& position, const CurveLayout& layout) override
    {
        m_selection = { m_first, layout.nearestPair(position.x()) };
    }

private:
    int m_first;
};

/// Shifts the selected pairs by as much λ as the pointer moves, or scales them by as much as the highest of
/// them is dragged up.
class SelectionDrag : public CurveDrag
{
public:
    enum class Kind
    {
        shift,
        scale
    };
    SelectionDrag(const QPointF& position, const CurveScene& scene, const CurveLayout& layout,
        const rope::EditRules& rules, Kind kind)
        : CurveDrag(scene, rules, kind == Kind::shift ? Texts::tr("Shift pairs") : Texts::tr("Scale pairs"))
        , m_kind(kind)
        , m_start(position.y())
    {
        m_selection = scene.selection;
        const auto first = m_before.begin();
        m_pair = kind == Kind::scale
            ? int(std::max_element(first + m_selection.first, first + m_selection.last + 1) - first)
            : std::clamp(layout.nearestPair(position.x()), m_selection.first, m_selection.last);
    }
    void moveTo(const QPointF& position, const CurveLayout& layout) override
    {
        const double old = m_before[std::size_t(m_pair)];
        const double asked = layout.lambdaAt(m_pair, layout.y(m_pair, old) + position.y() - m_start);
        std::vector<double> wanted = m_before;
        for (int pair = m_selection.first; pair <= m_selection.last; ++pair)
            wanted[std::size_t(pair)] = m_kind == Kind::shift ? wanted[std::size_t(pair)] + asked - old
                                                              : wanted[std::size_t(pair)] * asked / old;
        if (position.y() == m_start)
            m_curve = m_before;
        else
            settle(wanted, m_selection.first, m_selection.last);
    }

private:
    Kind m_kind;
    double m_start;
    int m_pair = 0; ///< whose value follows the pointer
};

class HandleDrag : public CurveDrag
{
public:
    HandleDrag(const QPointF& position, const CurveScene& scene, const CurveLayout& layout,
        const rope::EditRules& rules, std::size_t handle)
        : CurveDrag(
            scene, rules, scene.form.tool == Tool::longRope2 ? Texts::tr("LongRoPE2's form") : Texts::tr("Two boundaries"))
        , m_handle(handle)
        , m_start(position)
    {
        m_form = scene.form;
        m_selection = scene.selection;
        const auto [pair, lambda] = m_form->handles()[handle];
        m_grip = layout.point(pair, lambda) - position;
    }
    void moveTo(const QPointF& position, const CurveLayout& layout) override
    {
        if (!m_moved && position == m_start)
            return; // a press alone changes nothing
        m_moved = true;
        const QPointF centre = position + m_grip;
        const int pair = layout.nearestPair(centre.x());
        const double lambda = rope::snapped(layout.lambdaAt(pair, centre.y()), m_rules);
        m_form = m_form->moved(m_handle, pair, lambda, layout.count);
        settle(m_form->curve(m_before), 0, m_form->lastTouched(layout.count));
    }

private:
    std::size_t m_handle;
    QPointF m_start;
    QPointF m_grip; ///< from the pointer to the handle's centre
    bool m_moved = false;
};

} // namespace

CurveDrag::CurveDrag(const CurveScene& scene, const rope::EditRules& rules, const QString& text)
    : m_before(scene.active->lambda)
    , m_curve(m_before)
    , m_rules(rules)
    , m_selection(scene.selection)
    , m_text(text)
{
}

void CurveDrag::settle(const std::vector<double>& wanted, int first, int last)
{
    std::vector<int> touched(std::size_t(last - first + 1));
    std::iota(touched.begin(), touched.end(), first);
    m_curve = rope::settled(m_before, wanted, touched, m_rules);
}

int pointAt(const QPointF& position, const CurveScene& scene, const CurveLayout& layout)
{
    int best = -1;
    double nearest = grabRadius;
    for (int i = 0; scene.active && i < int(scene.active->lambda.size()); ++i) {
        const double away = distance(layout.point(i, scene.active->lambda[std::size_t(i)]), position);
        if (away < nearest) {
            best = i;
            nearest = away;
        }
    }
    return best;
}

std::optional<std::size_t> handleAt(
    const QPointF& position, const CurveScene& scene, const CurveLayout& layout)
{
    std::optional<std::size_t> best;
    double nearest = handleRadius;
    const auto handles = scene.form.handles();
    for (std::size_t i = 0; i < handles.size(); ++i) {
        const double away = distance(layout.point(handles[i].first, handles[i].second), position);
        if (away < nearest) {
            best = i;
            nearest = away;
        }
    }
    return best;
}

std::unique_ptr<CurveDrag> beginDrag(const QPointF& position, const CurveScene& scene,
    const CurveLayout& layout, Tool tool, const Brush& brush, const rope::EditRules& rules)
{
    if (!scene.active || scene.active->lambda.empty())
        return nullptr;
    const int point = pointAt(position, scene, layout);
    if (const auto handle = handleAt(position, scene, layout))
        return std::make_unique<HandleDrag>(position, scene, layout, rules, *handle);
    if (tool == Tool::select) {
        const QRectF box = selectionBox(scene, layout);
        if (scaleHandle(box).adjusted(-4, -4, 4, 4).contains(position))
            return std::make_unique<SelectionDrag>(
                position, scene, layout, rules, SelectionDrag::Kind::scale);
        if (box.contains(position))
            return std::make_unique<SelectionDrag>(
                position, scene, layout, rules, SelectionDrag::Kind::shift);
        return std::make_unique<RangeDrag>(scene, rules, layout.nearestPair(position.x()));
    }
    if (point >= 0)
        return std::make_unique<PointDrag>(position, scene, layout, rules, point);
    if (tool == Tool::draw)
        return std::make_unique<StrokeDrag>(scene, rules, brush);
    return std::make_unique<RangeDrag>(scene, rules, layout.nearestPair(position.x()));
}

} // namespace ropewalk::views
