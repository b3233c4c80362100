// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/factors/tools/curve_editing.h"
#include "views/plots/axis.h"

#include "core/rope/geometry.h"

#include <QPolygonF>
#include <optional>

namespace ropewalk::views {

struct Curve
{
    QString id; ///< of the set, for its colour
    QString label; ///< direct label
    std::vector<double> lambda;
};

enum class ValueAxis
{
    log, ///< λ
    linear, ///< λ
    turn ///< θ_i/λ_i, radians a token, by logarithm
};

enum class PairAxis
{
    index,
    wavelength ///< of plain RoPE, tokens, by logarithm; pairs stand where they stand by index
};

/// What the λ plot shows.
struct CurveScene
{
    rope::Geometry geometry;
    std::int64_t target = 0; ///< L', tokens
    double scale = 1; ///< s
    double bound = 1.25; ///< largest λ an edit may reach
    QString boundLabel; ///< "bound 10 = 1.25 s"
    ValueAxis valueAxis = ValueAxis::log;
    PairAxis pairAxis = PairAxis::index;
    std::vector<Curve> ghosts;
    std::optional<Curve> active; ///< editable, with points
    std::optional<Curve> overlay; ///< dashed
    std::vector<double> before; ///< the active curve at the press, faint; empty = no drag
    std::vector<int> locked; ///< pairs, ascending
    std::vector<double> coverage; ///< share of positions up to L' whose angle was trained, per pair
    PairRange selection;
    int selected = -1; ///< pair with the value bubble; −1 = none
    int hovered = -1;
    bool focused = false;
    std::optional<QRectF>
        brush; ///< brush under the pointer: x and width in pairs, y in pixels; height unused
    bool boxed = false; ///< the selection stands in a box with a handle to scale it
    SegmentForm form; ///< of the tool: its handles, and its curve where it differs
    QString message; ///< shown in the plot instead of an active curve
};

/// Where things of a scene lie in a widget of this size, for painting and for the mouse.
struct CurveLayout
{
    CurveLayout(const CurveScene& scene, const QSizeF& size, const QFont& font);

    double y(double place, double lambda) const; ///< place: fractional pair
    double lambdaAt(double place, double y) const;
    QPointF point(int pair, double lambda) const { return { pairs.toPixel(pair), y(pair, lambda) }; }
    QPolygonF polygon(const std::vector<double>& lambda) const;
    QPolygonF level(double lambda) const; ///< the same λ across the plot
    int nearestPair(double x) const; ///< clamped to the pairs there are

    QRectF plot;
    Axis pairs;
    Axis values; ///< λ, or θ/λ
    double pointRadius = 4;
    int count = 0; ///< pairs

private:
    double frequency(double place) const;

    bool m_turns;
    double m_theta;
    int m_rotaryDim;
};

/// The box around the selected points, and the handle on it that scales them; empty where nothing is boxed.
QRectF selectionBox(const CurveScene& scene, const CurveLayout& layout);
QRectF scaleHandle(const QRectF& box);

/// "pair 13   λ 6.95" and "wavelength 266 → 1849 tokens".
QString valueText(const rope::Geometry& geometry, int pair, double lambda);
QString wavelengthText(const rope::Geometry& geometry, int pair, double lambda);

} // namespace ropewalk::views
