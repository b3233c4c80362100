// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/axis.h"

#include <QFontMetricsF>
#include <QPainter>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double tickLength = 4;
constexpr double gap = 4;

/// On the middle of a device pixel, so that a one-pixel line is crisp.
double crisp(double pixel)
{
    return std::floor(pixel) + 0.5;
}

} // namespace

void paintBottomAxis(QPainter& painter, const QRectF& plot, const Axis& axis, const std::vector<Tick>& ticks,
    const QString& title, const Theme& theme, bool grid)
{
    const QFontMetricsF metrics(painter.font());
    double used = -1e9;
    for (const Tick& tick : ticks) {
        const double x = crisp(axis.toPixel(tick.value));
        if (x < plot.left() - 1 || x > plot.right() + 1)
            continue;
        if (grid) {
            painter.setPen(QPen(theme.grid, 1));
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        }
        painter.setPen(QPen(theme.axis, 1));
        painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + tickLength));
        const double width = metrics.horizontalAdvance(tick.label);
        if (tick.label.isEmpty() || x - width / 2 < used)
            continue;
        painter.setPen(theme.muted);
        painter.drawText(
            QRectF(x - width / 2 - 2, plot.bottom() + tickLength + 1, width + 4, metrics.height()),
            Qt::AlignCenter, tick.label);
        used = x + width / 2 + 6;
    }
    painter.setPen(QPen(theme.axis, 1));
    painter.drawLine(QPointF(plot.left(), crisp(plot.bottom())), QPointF(plot.right(), crisp(plot.bottom())));
    if (title.isEmpty())
        return;
    painter.setPen(theme.muted);
    painter.drawText(QRectF(plot.left(), plot.bottom() + tickLength + 1 + metrics.height(), plot.width(),
                         metrics.height() + 2),
        Qt::AlignHCenter | Qt::AlignTop, metrics.elidedText(title, Qt::ElideRight, plot.width()));
}

void paintLeftAxis(QPainter& painter, const QRectF& plot, const Axis& axis, const std::vector<Tick>& ticks,
    const QString& title, const Theme& theme, bool grid)
{
    const QFontMetricsF metrics(painter.font());
    double widest = 0;
    std::vector<double> taken;
    for (const Tick& tick : ticks) {
        const double y = crisp(axis.toPixel(tick.value));
        if (y < plot.top() - 1 || y > plot.bottom() + 1)
            continue;
        if (grid) {
            painter.setPen(QPen(theme.grid, 1));
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        }
        painter.setPen(QPen(theme.axis, 1));
        painter.drawLine(QPointF(plot.left() - tickLength, y), QPointF(plot.left(), y));
        bool clear = !tick.label.isEmpty();
        for (double other : taken)
            clear = clear && std::abs(other - y) >= metrics.height() * 0.9;
        if (!clear)
            continue;
        taken.push_back(y);
        const double width = metrics.horizontalAdvance(tick.label);
        widest = std::max(widest, width);
        painter.setPen(theme.muted);
        painter.drawText(QRectF(plot.left() - tickLength - gap - width - 2, y - metrics.height() / 2,
                             width + 2, metrics.height()),
            Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
    painter.setPen(QPen(theme.axis, 1));
    painter.drawLine(QPointF(crisp(plot.left()), plot.top()), QPointF(crisp(plot.left()), plot.bottom()));
    if (title.isEmpty())
        return;
    painter.save();
    painter.translate(plot.left() - tickLength - gap - widest - 4, plot.center().y());
    painter.rotate(-90);
    painter.setPen(theme.muted);
    painter.drawText(QRectF(-plot.height() / 2, -metrics.height() - 2, plot.height(), metrics.height() + 2),
        Qt::AlignHCenter | Qt::AlignBottom, metrics.elidedText(title, Qt::ElideRight, plot.height()));
    painter.restore();
}

} // namespace ropewalk::views
