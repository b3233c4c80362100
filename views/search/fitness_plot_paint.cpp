// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/chart.h"
#include "views/plots/theme.h"
#include "views/search/fitness_plot.h"

#include <QPainter>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double small = 0.85;

} // namespace

void FitnessPlot::paintOverlay(QPainter& painter) const
{
    const Theme theme = themeFor(palette());
    painter.save();
    if (m_history.isEmpty()) {
        const QRectF area = QRectF(m_chart->rect()).adjusted(8, 4, -8, -4);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme.grid, 1));
        painter.setBrush(theme.plot);
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter.setPen(theme.muted);
        painter.setFont(font());
        painter.drawText(area.adjusted(16, 4, -16, -4), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
    } else {
        paintEdgeMarks(painter, theme);
        paintLabels(painter, theme);
        paintLookedAt(painter, theme);
        paintMarked(painter, theme);
    }
    if (hasFocus())
        paintFocus(painter, m_chart->rect(), theme);
    painter.restore();
}

void FitnessPlot::paintLabels(QPainter& painter, const Theme& theme) const
{
    struct Label
    {
        QString text;
        QColor colour;
        double y = 0;
        bool bold = false;
    };
    const QRectF plot = m_chart->plotArea();
    std::vector<Label> margin;
    for (const Reference& one : m_references) {
        if (!std::isfinite(one.perplexity))
            continue;
        const QColor colour = one.colourKey.isEmpty() ? theme.muted : colourOf(theme, one.colourKey);
        const double y = std::floor(m_chart->toPixel({ 0, one.perplexity }).y()) + 0.5;
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(colour, 1.2, Qt::DotLine));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        margin.push_back({ one.label, readable(colour, theme.panel), y, false });
    }
    painter.setRenderHint(QPainter::Antialiasing);

    // The lines' names stand at their ends: in the margin when the line reaches it, else beside the last
    // point.
    const QColor found = readable(colourOf(theme, QStringLiteral("found")), theme.panel);
    std::vector<Label> ends;
    double endX = plot.right();
    const QList<QPointF> best = m_history.bestLine();
    const QList<QPointF> median = m_history.medianLine();
    if (!best.isEmpty()) {
        const QPointF end = m_chart->toPixel(best.last());
        endX = end.x();
        painter.setPen(Qt::NoPen);
        painter.setBrush(found);
        painter.drawEllipse(end, 3.2, 3.2);
        ends.push_back(
            { tr("best %1").arg(significantText(best.last().y())), found, end.y(), true });
    }
    if (!median.isEmpty() && median.last().y() <= m_range.second)
        ends.push_back({ tr("median"), found, m_chart->toPixel(median.last()).y(), false });

    const auto write = [&](const std::vector<Label>& labels, double x, bool boxed) {
        const double height = QFontMetricsF(scaledFont(font(), small)).height();
        std::vector<double> centres;
        for (const Label& label : labels)
            centres.push_back(label.y);
        const std::vector<double> tops
            = spreadLabels(centres, height, plot.top() - height / 2, plot.bottom() + height / 2);
        for (std::size_t i = 0; i < labels.size(); ++i) {
            painter.setFont(scaledFont(font(), small, labels[i].bold));
            const QRectF box(
                x, tops[i], QFontMetricsF(painter.font()).horizontalAdvance(labels[i].text) + 2, height);
            if (boxed) {
                QColor back = theme.plot;
                back.setAlphaF(0.8F);
                painter.fillRect(box.adjusted(-2, 0, 1, 0), back);
            }
            painter.setPen(labels[i].colour);
            painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter, labels[i].text);
        }
    };
    if (endX + 80 < plot.right()) {
        write(ends, endX + 9, true);
    } else {
        margin.insert(margin.end(), ends.begin(), ends.end());
    }
    write(margin, plot.right() + 7, false);
}

void FitnessPlot::paintEdgeMarks(QPainter& painter, const Theme& theme) const
{
    // Candidates above the plot: a small triangle at its top edge; without a number: a cross.
    const QRectF plot = m_chart->plotArea();
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor faint = faded(theme, colourOf(theme, QStringLiteral("found")), 0.55);
    double previous = -1e9;
    for (const FitnessHistory::Candidate& one : m_history.candidates()) {
        if (one.fitness <= m_range.second)
            continue;
        const double x = m_chart->toPixel({ one.place, 0 }).x();
        const bool number = std::isfinite(one.fitness);
        if (number && std::abs(x - previous) < 4)
            continue;
        if (number) {
            previous = x;
            painter.setPen(Qt::NoPen);
            painter.setBrush(faint);
            painter.drawPolygon(
                QPolygonF{ { x, plot.top() + 1 }, { x - 2.5, plot.top() + 5 }, { x + 2.5, plot.top() + 5 } });
        } else {
            painter.setPen(QPen(theme.warning, 1.5));
            painter.drawLine(QPointF(x - 2.5, plot.top() + 8), QPointF(x + 2.5, plot.top() + 13));
            painter.drawLine(QPointF(x - 2.5, plot.top() + 13), QPointF(x + 2.5, plot.top() + 8));
        }
    }
    if (m_history.withoutNumber() > 0) {
        painter.setFont(scaledFont(font(), small));
        const QFontMetricsF metrics(painter.font());
        QString text = tr("× %1 without a number").arg(m_history.withoutNumber());
        if (metrics.horizontalAdvance(text) > plot.width() / 2)
            text = QStringLiteral("× %1").arg(m_history.withoutNumber());
        const double width = metrics.horizontalAdvance(text) + 8;
        const QRectF box(plot.right() - width - 2, plot.top() + 2, width, metrics.height());
        QColor back = theme.plot;
        back.setAlphaF(0.85F);
        painter.fillRect(box, back);
        painter.setPen(readable(theme.warning, theme.plot));
        painter.drawText(box, Qt::AlignCenter, text);
    }
}

void FitnessPlot::paintLookedAt(QPainter& painter, const Theme& theme) const
{
    if (!m_looked)
        return;
    const QPointF point = m_chart->toPixel(pointOf(*m_looked));
    if (!std::isfinite(point.y()))
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.accent, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(point, 6, 6);
}

void FitnessPlot::paintMarked(QPainter& painter, const Theme& theme) const
{
    if (!m_marked)
        return;
    const QRectF plot = m_chart->plotArea();
    const QPointF point = m_chart->toPixel(pointOf(*m_marked));
    if (!std::isfinite(point.y()))
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.axis, 1));
    painter.drawLine(QPointF(std::floor(point.x()) + 0.5, plot.top()),
        QPointF(std::floor(point.x()) + 0.5, plot.bottom()));
    painter.setPen(QPen(theme.accent, 2));
    painter.setBrush(theme.panel);
    painter.drawEllipse(point, 4, 4);

    painter.setFont(scaledFont(font(), small));
    QString text = readout();
    const QFontMetricsF metrics(painter.font());
    if (metrics.horizontalAdvance(text) + 14 > m_chart->width())
        text = text.section(QStringLiteral(" · "), 0, 1);
    const QSizeF size = metrics.size(0, text) + QSizeF(12, 6);
    QRectF box(point + QPointF(10, -size.height() - 6), size);
    if (box.right() > plot.right())
        box.moveRight(point.x() - 10);
    box.moveLeft(
        std::max(1.0, std::min(std::max(box.left(), plot.left()), m_chart->width() - box.width() - 1)));
    box.moveTop(std::max(box.top(), plot.top()));
    painter.setPen(QPen(theme.axis, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    painter.setPen(theme.text);
    painter.drawText(box, Qt::AlignCenter, text);
}

} // namespace ropewalk::views
