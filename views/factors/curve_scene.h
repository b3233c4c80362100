// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/factors/label_placer.h"
#include "views/plots/axis.h"

#include "core/rope/geometry.h"

#include <optional>

namespace ropewalk::views {

struct Curve
{
    QString id; ///< of the set, for its colour
    QString label; ///< direct label
    std::vector<double> lambda;
};

/// What the λ plot shows.
struct CurveScene
{
    rope::Geometry geometry;
    double scale = 1; ///< s
    double bound = 1.25; ///< largest λ an edit may reach
    QString boundLabel; ///< "bound 10 = 1.25 s"
    Scale lambdaScale = Scale::log;
    std::vector<Curve> ghosts;
    std::optional<Curve> active; ///< editable, with points
    std::optional<Curve> overlay; ///< dashed
    int selected = -1; ///< pair with the value bubble; −1 = none
    int hovered = -1;
    bool focused = false;
    std::optional<QRectF> brush; ///< brush under the pointer: x and width in pairs, y its λ; height unused
    QString message; ///< shown in the plot instead of an active curve
};

/// Where things of a scene lie in a widget of this size, for painting and for the mouse.
struct CurveLayout
{
    CurveLayout(const CurveScene& scene, const QSizeF& size, const QFont& font);

    QPointF point(int pair, double lambda) const { return { pairs.toPixel(pair), lambdas.toPixel(lambda) }; }
    QPolygonF polygon(const std::vector<double>& lambda) const;
    int nearestPair(double x) const; ///< clamped to the pairs there are

    QRectF plot;
    Axis pairs;
    Axis lambdas;
    double pointRadius = 4;
    int count = 0; ///< pairs
};

void paintCurveScene(QPainter& painter, const CurveScene& scene, const CurveLayout& layout,
    const Theme& theme, LabelPlacer& labels);

/// "pair 13   λ 6.95" and "wavelength 266 → 1849 tokens".
QString valueText(const rope::Geometry& geometry, int pair, double lambda);
QString wavelengthText(const rope::Geometry& geometry, int pair, double lambda);

} // namespace ropewalk::views
