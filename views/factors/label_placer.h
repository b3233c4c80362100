// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QPointF>
#include <QPolygonF>
#include <QRectF>
#include <QString>
#include <map>
#include <vector>

namespace ropewalk::views {

/// Finds places for direct labels in a plot so that they cover neither curves nor one another. A label stays
/// where it was as long as that place is clear, so that nothing jumps while a curve is dragged.
class LabelPlacer
{
public:
    /// Starts a new picture: forgets obstacles and labels, remembers where labels stood.
    void begin(const QRectF& plot);

    void avoidCurve(const QPolygonF& curve);
    void avoidRect(const QRectF& rect);

    /// The best of the candidates, which then is an obstacle itself. key: what it is remembered by; order:
    /// how much worse each candidate is than the one before it, in clear pixels of a curve nearby.
    QRectF place(const QString& key, const std::vector<QRectF>& candidates, double order = 0.05);

    /// Places of a label of this size along a curve, above and below it, from both ends to the middle.
    std::vector<QRectF> alongCurve(const QPolygonF& curve, const QSizeF& size) const;
    /// Places around a point, nearest first.
    std::vector<QRectF> aroundPoint(const QPointF& point, const QSizeF& size) const;

private:
    double cost(const QRectF& rect) const;

    QRectF m_plot;
    std::vector<QPointF> m_samples; ///< curves, every few pixels
    std::vector<QRectF> m_rects;
    std::map<QString, std::size_t> m_previous; ///< candidate each label took in the last picture
};

} // namespace ropewalk::views
