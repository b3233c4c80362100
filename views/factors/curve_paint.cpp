// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/curve_paint.h"

#include "views/plots/marks/set_mark.h"

#include "core/rope/edit/shapes.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

/// What translators find these texts under.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CurveScene)
};

void drawCriticalLabel(CurveDrawing& d)
{
    const int critical = rope::critical_pair(d.scene.geometry);
    if (critical >= d.layout.count)
        return;
    const QFontMetricsF metrics(d.small);
    const QString rightward = Texts::tr("critical pair %1: longer turns than the trained window →").arg(critical);
    const QString leftward
        = Texts::tr("from here on longer turns than the trained window: critical pair %1").arg(critical);
    const QString alone = Texts::tr("critical pair %1").arg(critical);
    const double x = d.layout.pairs.toPixel(critical);
    const QSizeF size(metrics.horizontalAdvance(rightward) + 4, metrics.height());
    const bool turns = d.scene.valueAxis == ValueAxis::turn;
    const double floor = (turns ? d.layout.plot.bottom() : d.layout.y(critical, 1.0)) - size.height() - 3;
    const double ceiling = (turns ? d.layout.plot.top() : d.layout.y(critical, d.scene.bound)) + 3;
    const auto fitsRight = [&](const QString& text) {
        return x + 9 + metrics.horizontalAdvance(text) < d.layout.plot.right();
    };
    const bool fitsLeft = x - 9 - metrics.horizontalAdvance(leftward) > d.layout.plot.left();
    const QString text = fitsRight(rightward) ? rightward : fitsLeft ? leftward : alone;
    const double width = metrics.horizontalAdvance(text) + 4;
    const double left = fitsRight(text) ? x + 5 : x - 5 - width;
    std::vector<QRectF> places;
    for (double share : { 0.0, 0.06, 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0 })
        places.emplace_back(left, floor + share * (ceiling - floor), width, size.height());
    const QRectF place = d.labels.place(QStringLiteral("critical"), places);
    d.painter.setFont(d.small);
    d.painter.setPen(readable(d.theme.critical, d.theme.plot));
    d.painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft, text);
}

void drawBoundLabel(CurveDrawing& d)
{
    if (d.scene.boundLabel.isEmpty())
        return;
    const QFontMetricsF metrics(d.small);
    const QSizeF size(metrics.horizontalAdvance(d.scene.boundLabel) + 4, metrics.height());
    std::vector<QRectF> places;
    for (double share : { 0.5, 0.35, 0.65, 0.2, 0.8, 0.02, 0.98 }) {
        const double x = d.layout.plot.left() + share * (d.layout.plot.width() - size.width());
        const double y = d.layout.y(d.layout.pairs.toValue(x + size.width() / 2), d.scene.bound);
        for (double top : { y - size.height() - 2, y + 2 })
            places.emplace_back(QPointF(x, top), size);
    }
    const QRectF place = d.labels.place(QStringLiteral("bound"), places);
    d.painter.setFont(d.small);
    d.painter.setPen(d.theme.muted);
    d.painter.fillRect(place, d.theme.plot);
    d.painter.drawText(place, Qt::AlignCenter, d.scene.boundLabel);
}

void drawLine(CurveDrawing& d, const Curve& curve, double width, Qt::PenStyle style, double opacity)
{
    const QPolygonF line = d.layout.polygon(curve.lambda);
    QPen pen(faded(d.theme, colourOfCurve(d.theme, curve), opacity), width, style, Qt::RoundCap, Qt::RoundJoin);
    if (style == Qt::CustomDashLine) {
        pen.setDashPattern({ 4, 2.2 });
        pen.setCapStyle(Qt::FlatCap);
    }
    d.painter.setPen(pen);
    d.painter.setBrush(Qt::NoBrush);
    d.painter.drawPolyline(line);
    d.labels.avoidCurve(line);
}

void drawCurveLabel(CurveDrawing& d, const Curve& curve, bool bold)
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
    d.painter.setPen(readable(colourOfCurve(d.theme, curve), d.theme.plot));
    d.painter.drawText(place, Qt::AlignCenter, curve.label);
}

void drawPoints(CurveDrawing& d)
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
        const double size = radius + (marked ? 1 : 0);
        d.painter.setPen(QPen(colour, 2));
        d.painter.setBrush(d.scene.selection.contains(i) ? colour : d.theme.panel);
        if (std::binary_search(d.scene.locked.begin(), d.scene.locked.end(), i)) {
            d.painter.setBrush(d.theme.text);
            d.painter.drawRect(QRectF(centre.x() - size, centre.y() - size, 2 * size, 2 * size));
        } else {
            d.painter.drawEllipse(centre, size, size);
        }
    }
}

void drawBubble(CurveDrawing& d)
{
    const int pair = d.scene.hovered >= 0 ? d.scene.hovered : d.scene.selected;
    if (!d.scene.active || pair < 0 || pair >= int(d.scene.active->lambda.size()))
        return;
    const double lambda = d.scene.active->lambda[std::size_t(pair)];
    QStringList lines{ valueText(d.scene.geometry, pair, lambda),
        wavelengthText(d.scene.geometry, pair, lambda) };
    if (d.scene.valueAxis == ValueAxis::turn)
        lines << Texts::tr("turns %1 rad a token")
                     .arg(significantText(rope::effective_turn(d.scene.geometry, pair, lambda), 3));
    if (std::size_t(pair) < d.scene.coverage.size() && d.scene.coverage[std::size_t(pair)] < 1)
        lines << Texts::tr("%1 % of the positions were trained")
                     .arg(std::floor(100 * d.scene.coverage[std::size_t(pair)]));
    if (std::binary_search(d.scene.locked.begin(), d.scene.locked.end(), pair))
        lines << Texts::tr("locked");
    const QFontMetricsF metrics(d.small);
    double width = 0;
    for (const QString& line : lines)
        width = std::max(width, metrics.horizontalAdvance(line) + 16);
    const QSizeF size(width, double(lines.size()) * metrics.height() + 10);
    const QPointF point = d.layout.point(pair, lambda);
    std::vector<QRectF> places = d.labels.aroundPoint(point, size);
    for (QRectF& place : places) {
        const QRectF& plot = d.layout.plot;
        place.moveLeft(std::max(plot.left(), std::min(place.left(), plot.right() - size.width())));
        place.moveTop(std::max(plot.top(), std::min(place.top(), plot.bottom() - size.height())));
    }
    const QRectF box = d.labels.place(QStringLiteral("bubble"), places, 1.0);

    const QPointF nearest(std::clamp(point.x(), box.left() + 6, box.right() - 6),
        std::clamp(point.y(), box.top(), box.bottom()));
    d.painter.setPen(QPen(d.theme.axis, 1));
    d.painter.drawLine(point, nearest);
    d.painter.setBrush(d.theme.panel);
    d.painter.drawRoundedRect(box, 3, 3);
    d.painter.setFont(d.small);
    d.painter.setPen(d.theme.text);
    const QRectF text = box.adjusted(8, 5, -8, -5);
    d.painter.drawText(text, Qt::AlignLeft | Qt::AlignTop, lines.join(u'\n'));
}

} // namespace

QColor colourOfCurve(const Theme& theme, const Curve& curve)
{
    return curve.id.startsWith(u"method-") ? theme.muted : colourOf(theme, curve.id);
}

QString valueText(const rope::Geometry&, int pair, double lambda)
{
    return Texts::tr("pair %1   λ %2").arg(pair).arg(numberText(lambda, 0.01));
}

QString wavelengthText(const rope::Geometry& geometry, int pair, double lambda)
{
    const double before = rope::wavelength(geometry, pair);
    auto shown = [](double tokens) { return numberText(tokens, tokens < 100 ? 0.1 : 1); };
    return Texts::tr("wavelength %1 → %2 tokens").arg(shown(before), shown(before * lambda));
}

void paintCurveScene(QPainter& painter, const CurveScene& scene, const CurveLayout& layout,
    const Theme& theme, LabelPlacer& labels)
{
    const QFont font = painter.font();
    CurveDrawing d{ painter, scene, layout, theme, labels, scaledFont(font, 0.9) };
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(d.small);
    labels.begin(layout.plot);
    drawGround(d);
    painter.setClipRect(layout.plot.adjusted(-6, -6, 6, 6));
    for (const Curve& ghost : scene.ghosts)
        drawLine(d, ghost, 1.5, lineOf(lookOf(ghost.id)), 0.7);
    if (scene.overlay)
        drawLine(d, *scene.overlay, 2.2, Qt::CustomDashLine, 1);
    if (scene.active && !scene.before.empty())
        drawLine(d, { scene.active->id, {}, scene.before }, 1.2, Qt::DotLine, 0.8);
    if (scene.active)
        drawLine(d, *scene.active, 2.6, Qt::SolidLine, 1);
    drawMarks(d);
    if (scene.active)
        drawPoints(d);
    drawHandles(d);
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
