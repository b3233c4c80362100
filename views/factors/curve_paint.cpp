// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/curve_scene.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <cmath>

namespace ropewalk::views {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("CurveScene", text);
}

struct Drawing
{
    QPainter& painter;
    const CurveScene& scene;
    const CurveLayout& layout;
    const Theme& theme;
    LabelPlacer& labels;
    QFont small;

    double crispX(double pair) const { return std::floor(layout.pairs.toPixel(pair)) + 0.5; }
    double crispY(double lambda) const { return std::floor(layout.lambdas.toPixel(lambda)) + 0.5; }
};

void drawAxes(const Drawing& d)
{
    const QRectF& plot = d.layout.plot;
    d.painter.fillRect(plot, d.theme.plot);
    paintBottomAxis(d.painter, plot, d.layout.pairs,
        d.layout.pairs.ticks(std::max(2, int(plot.width() / 70))),
        tr("pair i  (fast turning → slow turning)"), d.theme);

    std::vector<Tick> ticks{ { d.scene.scale, tr("%1 = s").arg(shortText(d.scene.scale)) } };
    if (d.scene.scale <= 1)
        ticks.clear();
    for (const Tick& tick : d.layout.lambdas.ticks(std::max(3, int(plot.height() / 40))))
        if (ticks.empty() || std::abs(tick.value - d.scene.scale) > 1e-6 * tick.value)
            ticks.push_back(tick);
    paintLeftAxis(d.painter, plot, d.layout.lambdas, ticks, tr("rescale factor λ"), d.theme);
}

/// What an edit can't reach is hatched; the bound's line carries its name.
void drawBounds(Drawing& d)
{
    const QRectF& plot = d.layout.plot;
    const double high = d.crispY(d.scene.bound);
    const double low = d.crispY(1.0);
    QColor shade = d.theme.axis;
    shade.setAlpha(d.theme.dark ? 70 : 60);
    if (high > plot.top())
        d.painter.fillRect(
            QRectF(plot.topLeft(), QPointF(plot.right(), high)), QBrush(shade, Qt::BDiagPattern));
    if (low < plot.bottom())
        d.painter.fillRect(
            QRectF(QPointF(plot.left(), low), plot.bottomRight()), QBrush(shade, Qt::BDiagPattern));
    d.painter.setPen(QPen(d.theme.axis, 1));
    for (double y : { high, low }) {
        d.painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        d.labels.avoidCurve({ { plot.left(), y }, { plot.right(), y } });
    }
}

void drawCritical(Drawing& d)
{
    const int critical = rope::critical_pair(d.scene.geometry);
    if (critical >= d.layout.count)
        return;
    const double x = d.crispX(critical);
    d.painter.setPen(QPen(d.theme.critical, 1.4, Qt::DotLine));
    d.painter.drawLine(QPointF(x, d.layout.plot.top()), QPointF(x, d.layout.plot.bottom()));
    d.labels.avoidCurve({ { x, d.layout.plot.top() }, { x, d.layout.plot.bottom() } });
}

void drawCriticalLabel(Drawing& d)
{
    const int critical = rope::critical_pair(d.scene.geometry);
    if (critical >= d.layout.count)
        return;
    const QFontMetricsF metrics(d.small);
    const QString rightward = tr("critical pair %1: longer turns than the trained window →").arg(critical);
    const QString leftward
        = tr("from here on longer turns than the trained window: critical pair %1").arg(critical);
    const double x = d.layout.pairs.toPixel(critical);
    const QSizeF size(metrics.horizontalAdvance(rightward) + 4, metrics.height());
    const double floor = d.layout.lambdas.toPixel(1.0) - size.height() - 3;
    const double ceiling = d.layout.lambdas.toPixel(d.scene.bound) + 3;
    const bool fits = x + 5 + size.width() < d.layout.plot.right();
    const QString text = fits ? rightward : leftward;
    const double width = metrics.horizontalAdvance(text) + 4;
    const double left = fits ? x + 5 : x - 5 - width;
    std::vector<QRectF> places;
    for (double share : { 0.0, 0.06, 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0 })
        places.emplace_back(left, floor + share * (ceiling - floor), width, size.height());
    const QRectF place = d.labels.place(QStringLiteral("critical"), places);
    d.painter.setFont(d.small);
    d.painter.setPen(readable(d.theme.critical, d.theme.plot));
    d.painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft, text);
}

void drawBoundLabel(Drawing& d)
{
    if (d.scene.boundLabel.isEmpty())
        return;
    const QFontMetricsF metrics(d.small);
    const QSizeF size(metrics.horizontalAdvance(d.scene.boundLabel) + 4, metrics.height());
    const double y = d.layout.lambdas.toPixel(d.scene.bound);
    std::vector<QRectF> places;
    for (double share : { 0.5, 0.35, 0.65, 0.2, 0.8, 0.02, 0.98 })
        for (double top : { y - size.height() - 2, y + 2 })
            places.emplace_back(
                QPointF(d.layout.plot.left() + share * (d.layout.plot.width() - size.width()), top), size);
    const QRectF place = d.labels.place(QStringLiteral("bound"), places);
    d.painter.setFont(d.small);
    d.painter.setPen(d.theme.muted);
    d.painter.fillRect(place, d.theme.plot);
    d.painter.drawText(place, Qt::AlignCenter, d.scene.boundLabel);
}

void drawLine(Drawing& d, const Curve& curve, double width, Qt::PenStyle style, double opacity)
{
    const QPolygonF line = d.layout.polygon(curve.lambda);
    QColor colour = colourOf(d.theme, curve.id);
    colour.setAlphaF(float(opacity));
    QPen pen(colour, width, style, Qt::RoundCap, Qt::RoundJoin);
    if (style == Qt::CustomDashLine) {
        pen.setDashPattern({ 4, 2.2 });
        pen.setCapStyle(Qt::FlatCap);
    }
    d.painter.setPen(pen);
    d.painter.setBrush(Qt::NoBrush);
    d.painter.drawPolyline(line);
    d.labels.avoidCurve(line);
}

void drawCurveLabel(Drawing& d, const Curve& curve, bool bold)
{
    if (curve.label.isEmpty() || curve.lambda.empty())
        return;
    QFont font = d.small;
    font.setBold(bold);
    const QFontMetricsF metrics(font);
    const QSizeF size(metrics.horizontalAdvance(curve.label) + 2, metrics.height());
    const QPolygonF line = d.layout.polygon(curve.lambda);
    const QRectF place = d.labels.place(QStringLiteral("curve ") + curve.id, d.labels.alongCurve(line, size));
    d.painter.setFont(font);
    d.painter.setPen(readable(colourOf(d.theme, curve.id), d.theme.plot));
    d.painter.drawText(place, Qt::AlignCenter, curve.label);
}

void drawPoints(Drawing& d)
{
    const Curve& active = *d.scene.active;
    const QColor colour = colourOf(d.theme, active.id);
    const double radius = d.layout.pointRadius;
    for (int i = 0; i < int(active.lambda.size()); ++i) {
        const QPointF centre = d.layout.point(i, active.lambda[std::size_t(i)]);
        const bool marked = i == d.scene.selected || i == d.scene.hovered;
        if (marked) {
            QColor glow = colour;
            glow.setAlpha(i == d.scene.selected && d.scene.focused ? 90 : 50);
            d.painter.setPen(Qt::NoPen);
            d.painter.setBrush(glow);
            d.painter.drawEllipse(centre, radius + 5, radius + 5);
        }
        d.painter.setPen(QPen(colour, 2));
        d.painter.setBrush(i == d.scene.selected ? colour : d.theme.panel);
        d.painter.drawEllipse(centre, radius + (marked ? 1 : 0), radius + (marked ? 1 : 0));
    }
}

void drawBubble(Drawing& d)
{
    const int pair = d.scene.hovered >= 0 ? d.scene.hovered : d.scene.selected;
    if (!d.scene.active || pair < 0 || pair >= int(d.scene.active->lambda.size()))
        return;
    const double lambda = d.scene.active->lambda[std::size_t(pair)];
    const QString first = valueText(d.scene.geometry, pair, lambda);
    const QString second = wavelengthText(d.scene.geometry, pair, lambda);
    const QFontMetricsF metrics(d.small);
    const double width = std::max(metrics.horizontalAdvance(first), metrics.horizontalAdvance(second)) + 16;
    const QSizeF size(width, 2 * metrics.height() + 10);
    const QPointF point = d.layout.point(pair, lambda);
    const QRectF box = d.labels.place(QStringLiteral("bubble"), d.labels.aroundPoint(point, size), 1.0);

    const QPointF nearest(std::clamp(point.x(), box.left() + 6, box.right() - 6),
        std::clamp(point.y(), box.top(), box.bottom()));
    d.painter.setPen(QPen(d.theme.axis, 1));
    d.painter.drawLine(point, nearest);
    d.painter.setBrush(d.theme.panel);
    d.painter.drawRoundedRect(box, 3, 3);
    d.painter.setFont(d.small);
    d.painter.setPen(d.theme.text);
    const QRectF text = box.adjusted(8, 5, -8, -5);
    d.painter.drawText(text, Qt::AlignLeft | Qt::AlignTop, first);
    d.painter.drawText(text, Qt::AlignLeft | Qt::AlignBottom, second);
}

void drawBrush(Drawing& d)
{
    const QRectF& brush = *d.scene.brush;
    const double y = d.layout.lambdas.toPixel(brush.top());
    const double from = d.layout.pairs.toPixel(brush.left());
    const double to = d.layout.pairs.toPixel(brush.right());
    QColor colour = d.theme.accent;
    colour.setAlpha(110);
    d.painter.setPen(QPen(colour, 6, Qt::SolidLine, Qt::RoundCap));
    d.painter.drawLine(QPointF(from, y), QPointF(to, y));
}

} // namespace

QString valueText(const rope::Geometry&, int pair, double lambda)
{
    return tr("pair %1   λ %2").arg(pair).arg(lambda, 0, 'f', 2);
}

QString wavelengthText(const rope::Geometry& geometry, int pair, double lambda)
{
    const double before = rope::wavelength(geometry, pair);
    auto shown = [](double tokens) { return numberText(tokens, tokens < 100 ? 0.1 : 1); };
    return tr("wavelength %1 → %2 tokens").arg(shown(before), shown(before * lambda));
}

void paintCurveScene(QPainter& painter, const CurveScene& scene, const CurveLayout& layout,
    const Theme& theme, LabelPlacer& labels)
{
    const QFont font = painter.font();
    Drawing d{ painter, scene, layout, theme, labels, scaledFont(font, 0.9) };
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(d.small);
    labels.begin(layout.plot);
    drawAxes(d);
    drawBounds(d);
    drawCritical(d);
    if (scene.selected >= 0 && scene.selected < layout.count) {
        QColor line = theme.accent;
        line.setAlpha(70);
        painter.setPen(QPen(line, 1));
        const double x = d.crispX(scene.selected);
        painter.drawLine(QPointF(x, layout.plot.top()), QPointF(x, layout.plot.bottom()));
    }
    painter.setClipRect(layout.plot.adjusted(-6, -6, 6, 6));
    for (const Curve& ghost : scene.ghosts)
        drawLine(d, ghost, 1.5, Qt::SolidLine, 0.7);
    if (scene.overlay)
        drawLine(d, *scene.overlay, 2.2, Qt::CustomDashLine, 1);
    if (scene.active)
        drawLine(d, *scene.active, 2.6, Qt::SolidLine, 1);
    if (scene.brush)
        drawBrush(d);
    if (scene.active)
        drawPoints(d);
    painter.setClipping(false);

    drawBoundLabel(d);
    drawCriticalLabel(d);
    if (scene.active)
        drawCurveLabel(d, *scene.active, true);
    if (scene.overlay)
        drawCurveLabel(d, *scene.overlay, true);
    for (const Curve& ghost : scene.ghosts)
        drawCurveLabel(d, ghost, false);
    drawBubble(d);
    if (!scene.message.isEmpty()) {
        painter.setFont(font);
        painter.setPen(theme.muted);
        painter.drawText(layout.plot, Qt::AlignCenter | Qt::TextWordWrap, scene.message);
    }
    painter.setFont(font);
}

} // namespace ropewalk::views
