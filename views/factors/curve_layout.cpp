// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/curve_scene.h"

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

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
    if (scene.lambdaScale == Scale::log) {
        const double margin = std::pow(high / low, 0.06);
        lambdas = Axis(Scale::log, low / std::pow(high / low, 0.035), high * margin);
    } else {
        const double span = high - low;
        lambdas = Axis(Scale::linear, low - 0.035 * span, high + 0.06 * span);
    }
    lambdas.setPixels(plot.bottom(), plot.top());
    pairs = Axis(Scale::linear, -0.6, std::max(1, count) - 0.4);
    pairs.setPixels(plot.left(), plot.right());
    const double spacing = plot.width() / std::max(1, count);
    pointRadius = std::clamp(spacing * 0.3, 1.8, 4.0);
}

QPolygonF CurveLayout::polygon(const std::vector<double>& lambda) const
{
    QPolygonF line;
    for (std::size_t i = 0; i < lambda.size(); ++i)
        line << point(int(i), lambda[i]);
    return line;
}

int CurveLayout::nearestPair(double x) const
{
    return std::clamp(int(std::lround(pairs.toValue(x))), 0, std::max(0, count - 1));
}

} // namespace ropewalk::views
