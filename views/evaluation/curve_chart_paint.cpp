// SPDX-License-Identifier: GPL-3.0-only
#include "views/evaluation/curve_chart.h"

#include "views/evaluation/set_style.h"
#include "views/plots/chart.h"

#include <QLineF>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double dot = 2.4; // radius
constexpr double smallText = 0.9;

} // namespace

void CurveChart::paintOver(QPainter& painter) const
{
    const Theme theme = themeFor(palette());
    const QRectF plot = m_chart->plotArea();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(plainLettersFont(scaledFont(font(), smallText)));
    const QFontMetricsF metrics(painter.font());
    if (m_range) {
        const double from = toPixel({ m_range->first, 0 }).x(), to = toPixel({ m_range->second, 0 }).x();
        QColor shade = theme.accent;
        shade.setAlphaF(0.16F);
        painter.fillRect(QRectF(from, plot.top(), std::max(1.0, to - from), plot.height()), shade);
        painter.setPen(QPen(theme.accent, 1));
        painter.drawLine(QPointF(from, plot.top()), QPointF(from, plot.bottom()));
        painter.drawLine(QPointF(to, plot.top()), QPointF(to, plot.bottom()));
    }
    for (const PlotSeries& one : m_series) {
        const QColor colour = colourOf(theme, QString::fromStdString(one.of.set.id));
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        for (const PlotPoint& point : one.points) {
            if (std::isfinite(point.y)) {
                if (one.points.size() <= 40 && plot.contains(toPixel({ point.x, point.y })))
                    painter.drawEllipse(toPixel({ point.x, point.y }), dot, dot);
                continue;
            }
            // Not finite: an arrow that leaves the plot.
            const double x = toPixel({ point.x, 0 }).x();
            const QPointF corners[]{ { x, plot.top() + 1 }, { x - 4, plot.top() + 8 }, { x + 4, plot.top() + 8 } };
            painter.drawPolygon(corners, 3);
        }
    }
    if (m_stops.empty()) {
        painter.setPen(theme.muted);
        painter.drawText(rect(), Qt::AlignCenter, tr("Here the curves grow as they are measured."));
        painter.restore();
        return;
    }
    double taken = -1e9;
    for (const PlotMark& mark : m_marks) {
        const double x = std::floor(toPixel({ mark.x, 0 }).x()) + 0.5;
        if (x < plot.left() || x > plot.right())
            continue;
        painter.setPen(QPen(theme.muted, 1, Qt::DashLine));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        const double width = metrics.horizontalAdvance(mark.label);
        const double left = x + 4 + width > plot.right() ? x - 4 - width : x + 4;
        if (left < taken)
            continue;
        QColor ground = theme.plot;
        ground.setAlphaF(0.85F);
        const QRectF place = clearPlace(QRectF(left - 1, plot.top() + 1, width + 2, metrics.height()));
        painter.fillRect(place, ground);
        painter.setPen(theme.muted);
        painter.drawText(place, Qt::AlignCenter, mark.label);
        taken = left + width + 6;
    }
    paintNames(painter);
    paintReading(painter);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.accent, 1));
        painter.drawRect(plot);
    }
    painter.restore();
}

QRectF CurveChart::clearPlace(const QRectF& wish) const
{
    const QRectF plot = m_chart->plotArea();
    const auto crossed = [this](const QRectF& place) {
        for (const PlotSeries& one : m_series)
            for (std::size_t i = 1; i < one.points.size(); ++i) {
                const QLineF part(toPixel({ one.points[i - 1].x, one.points[i - 1].y }),
                    toPixel({ one.points[i].x, one.points[i].y }));
                const double from = std::max(part.x1(), place.left()), to = std::min(part.x2(), place.right());
                if (from > to || part.dx() <= 0)
                    continue;
                const auto height = [&part](double x) { return part.y1() + (x - part.x1()) / part.dx() * part.dy(); };
                if (std::max(height(from), height(to)) >= place.top() - 2
                    && std::min(height(from), height(to)) <= place.bottom() + 2)
                    return true;
            }
        return false;
    };
    for (QRectF place = wish; place.bottom() < plot.bottom(); place.translate(0, wish.height()))
        if (!crossed(place))
            return place;
    return wish;
}

void CurveChart::paintNames(QPainter& painter) const
{
    const Theme theme = themeFor(palette());
    const QRectF plot = m_chart->plotArea();
    painter.setFont(scaledFont(font(), smallText, true));
    const QFontMetricsF metrics(painter.font());
    std::vector<double> centres;
    std::vector<const PlotSeries*> named;
    for (const PlotSeries& one : m_series) {
        const auto last = std::find_if(
            one.points.rbegin(), one.points.rend(), [](const PlotPoint& point) { return std::isfinite(point.y); });
        if (last == one.points.rend())
            continue;
        centres.push_back(std::clamp(toPixel({ last->x, last->y }).y(), plot.top(), plot.bottom()));
        named.push_back(&one);
    }
    const std::vector<double> tops = spreadLabels(centres, metrics.height(), plot.top(), plot.bottom());
    for (std::size_t i = 0; i < named.size(); ++i) {
        const QRectF place(plot.right() + 6, tops[i], width() - plot.right() - 8, metrics.height());
        painter.setPen(inkOf(theme, named[i]->of.set));
        painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft,
            metrics.elidedText(titleOf(named[i]->of), Qt::ElideRight, place.width()));
    }
}

void CurveChart::paintReading(QPainter& painter) const
{
    const QStringList lines = reading();
    if (lines.isEmpty())
        return;
    const Theme theme = themeFor(palette());
    const QRectF plot = m_chart->plotArea();
    const double x = std::floor(toPixel({ m_stops[std::size_t(m_cursor)], 0 }).x()) + 0.5;
    painter.setPen(QPen(theme.text, 1));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    painter.setFont(numberFont(font(), smallText));
    const QFontMetricsF metrics(painter.font());
    double widest = 0;
    for (const QString& line : lines)
        widest = std::max(widest, metrics.horizontalAdvance(line));
    QRectF box(x + 7, plot.top() + metrics.height() + 4, widest + 12, metrics.height() * double(lines.size()) + 6);
    if (box.right() > plot.right())
        box.moveRight(x - 7);
    box.moveLeft(std::max(box.left(), plot.left() + 1));
    painter.setPen(QPen(theme.border, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(box, 3, 3);
    for (int i = 0; i < lines.size(); ++i) {
        painter.setPen(i == 0 ? theme.muted : theme.text);
        painter.drawText(QRectF(box.left() + 6, box.top() + 3 + i * metrics.height(), widest + 2, metrics.height()),
            Qt::AlignVCenter | Qt::AlignLeft, lines.at(i));
    }
}

} // namespace ropewalk::views
