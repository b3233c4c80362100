// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/curve_scene.h"

#include "core/rope/edit/shapes.h"

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double boxMargin = 10; // pixels around the selected points
constexpr double handleSide = 9;

void include(double& low, double& high, const std::vector<double>& lambda)
{
    for (double value : lambda)
        if (std::isfinite(value) && value > 0) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
}

} // namespace

CurveLayout::CurveLayout(const CurveScene& scene, const QSizeF& size, const QFont& font)
    : count(scene.geometry.pairs())
    , m_turns(scene.valueAxis == ValueAxis::turn)
    , m_theta(scene.geometry.theta)
    , m_rotaryDim(std::max(2, scene.geometry.rotary_dim))
{
    const QFontMetricsF metrics(font);
    const double left = metrics.horizontalAdvance(QStringLiteral("0000.0")) + metrics.height() + 16;
    const double bottom = 2 * metrics.height() + 10;
    plot = QRectF(QPointF(left, 6), QPointF(size.width() - 10, size.height() - bottom));

    double low = 1;
    double high = std::max(scene.bound, scene.scale);
    for (const Curve& ghost : scene.ghosts)
        include(low, high, ghost.lambda);
    for (const auto* curve : { &scene.active, &scene.overlay })
        if (*curve)
            include(low, high, (*curve)->lambda);
    high = std::max(high, low * 1.25);
    if (m_turns) {
        const double slowest = frequency(std::max(0, count - 1)) / high, fastest = 1 / low;
        const double margin = std::pow(fastest / slowest, 0.04);
        values = Axis(Scale::log, slowest / margin, fastest * margin);
    } else if (scene.valueAxis == ValueAxis::log) {
        const double margin = std::pow(high / low, 0.06);
        values = Axis(Scale::log, low / std::pow(high / low, 0.035), high * margin);
    } else {
        const double span = high - low;
        values = Axis(Scale::linear, low - 0.035 * span, high + 0.06 * span);
    }
    values.setPixels(plot.bottom(), plot.top());
    pairs = Axis(Scale::linear, -0.6, std::max(1, count) - 0.4);
    pairs.setWhole(true);
    pairs.setPixels(plot.left(), plot.right());
    const double spacing = plot.width() / std::max(1, count);
    pointRadius = std::clamp(spacing * 0.3, 1.8, 4.0);
}

double CurveLayout::frequency(double place) const
{
    return std::pow(m_theta, -2 * place / m_rotaryDim);
}

double CurveLayout::y(double place, double lambda) const
{
    return values.toPixel(m_turns ? frequency(place) / std::max(lambda, 1e-12) : lambda);
}

double CurveLayout::lambdaAt(double place, double y) const
{
    const double value = values.toValue(y);
    return m_turns ? frequency(place) / std::max(value, 1e-300) : value;
}

QPolygonF CurveLayout::polygon(const std::vector<double>& lambda) const
{
    QPolygonF line;
    for (std::size_t i = 0; i < lambda.size(); ++i)
        line << point(int(i), lambda[i]);
    return line;
}

QPolygonF CurveLayout::level(double lambda) const
{
    // Straight on every axis: ln θ is linear in the pair.
    return { { plot.left(), y(pairs.low(), lambda) }, { plot.right(), y(pairs.high(), lambda) } };
}

int CurveLayout::nearestPair(double x) const
{
    return std::clamp(int(std::lround(pairs.toValue(x))), 0, std::max(0, count - 1));
}

QRectF selectionBox(const CurveScene& scene, const CurveLayout& layout)
{
    if (!scene.boxed || !scene.active || scene.selection.count() < 2)
        return {};
    QPolygonF points;
    for (int pair = scene.selection.first; pair <= scene.selection.last; ++pair)
        points << layout.point(pair, scene.active->lambda[std::size_t(pair)]);
    return points.boundingRect().adjusted(-boxMargin, -boxMargin, boxMargin, boxMargin);
}

QRectF scaleHandle(const QRectF& box)
{
    if (box.isEmpty())
        return {};
    const QPointF centre(box.center().x(), box.top());
    return { centre.x() - handleSide / 2, centre.y() - handleSide / 2, handleSide, handleSide };
}

} // namespace ropewalk::views
