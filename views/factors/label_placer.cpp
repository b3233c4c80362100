// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/label_placer.h"

#include <QLineF>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double sampleStep = 3; // pixels
constexpr double halo = 9; // pixels around a label in which another curve makes it ambiguous
constexpr double steadiness = 6; // how much better another place must be before a label moves

} // namespace

void LabelPlacer::begin(const QRectF& plot)
{
    m_plot = plot;
    m_samples.clear();
    m_rects.clear();
}

void LabelPlacer::avoidCurve(const QPolygonF& curve)
{
    for (qsizetype i = 0; i + 1 < curve.size(); ++i) {
        const QLineF line(curve[i], curve[i + 1]);
        const int steps = std::max(1, int(line.length() / sampleStep));
        for (int k = 0; k < steps; ++k)
            m_samples.push_back(line.pointAt(double(k) / steps));
    }
    if (!curve.isEmpty())
        m_samples.push_back(curve.back());
}

void LabelPlacer::avoidRect(const QRectF& rect)
{
    m_rects.push_back(rect);
}

double LabelPlacer::cost(const QRectF& rect) const
{
    double cost = 0;
    const QRectF inside = rect.intersected(m_plot);
    if (inside.size() != rect.size())
        cost += 200 + 1000 * (1 - inside.width() * inside.height() / (rect.width() * rect.height()));
    for (const QRectF& other : m_rects)
        if (other.adjusted(-2, -1, 2, 1).intersects(rect))
            cost += 500;
    const QRectF near = rect.adjusted(-halo, -halo, halo, halo);
    const QRectF tight = rect.adjusted(-1, 0, 1, 0);
    for (const QPointF& sample : m_samples) {
        if (!near.contains(sample))
            continue;
        cost += tight.contains(sample) ? 20 : 0.4;
    }
    return cost;
}

QRectF LabelPlacer::place(const QString& key, const std::vector<QRectF>& candidates, double order)
{
    if (candidates.empty())
        return {};
    const auto remembered = m_previous.find(key);
    double best = 1e300;
    std::size_t chosen = 0;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        double total = cost(candidates[i]) + order * double(i);
        if (remembered != m_previous.end() && remembered->second == i)
            total -= steadiness;
        if (total < best) {
            best = total;
            chosen = i;
        }
    }
    m_previous[key] = chosen;
    m_rects.push_back(candidates[chosen]);
    return candidates[chosen];
}

std::vector<QRectF> LabelPlacer::alongCurve(const QPolygonF& curve, const QSizeF& size) const
{
    std::vector<QRectF> places;
    const qsizetype count = curve.size();
    for (qsizetype k = 0; k < count; ++k) {
        const qsizetype i = k % 2 == 0 ? k / 2 : count - 1 - k / 2; // from both ends
        const QPointF point = curve[i];
        for (double shift : { -1.0, -0.5, 0.0 })
            for (double drop : { -size.height() - 3, 3.0 })
                places.emplace_back(point + QPointF(shift * size.width() + (shift + 0.5) * 12, drop), size);
    }
    return places;
}

std::vector<QRectF> LabelPlacer::aroundPoint(const QPointF& point, const QSizeF& size) const
{
    std::vector<QRectF> places;
    for (double distance : { 26.0, 44.0, 70.0, 110.0 })
        for (const auto& [dx, dy] :
            { std::pair(1.0, 1.0), std::pair(1.0, -1.0), std::pair(-1.0, -1.0), std::pair(-1.0, 1.0),
                std::pair(0.0, -1.0), std::pair(0.0, 1.0), std::pair(1.0, 0.0), std::pair(-1.0, 0.0) }) {
            const QPointF centre = point
                + QPointF(dx * (distance + size.width() / 2), dy * (distance + size.height() / 2) * 0.8);
            places.emplace_back(centre - QPointF(size.width() / 2, size.height() / 2), size);
        }
    return places;
}

} // namespace ropewalk::views
