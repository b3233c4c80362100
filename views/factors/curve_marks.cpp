// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/curve_paint.h"

#include "core/rope/edit/isotonic.h"
#include "core/rope/edit/shapes.h"

#include <QCoreApplication>
#include <QPainter>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double coverageHeight = 4; // pixels

/// What translators find these texts under.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CurveScene)
};

double crisp(double pixel)
{
    return std::floor(pixel) + 0.5;
}

/// A pair's column of the plot.
QRectF column(const CurveDrawing& d, int first, int last)
{
    return QRectF(QPointF(d.layout.pairs.toPixel(first - 0.5), d.layout.plot.top()),
        QPointF(d.layout.pairs.toPixel(last + 0.5), d.layout.plot.bottom()))
        .intersected(d.layout.plot);
}

void drawPairAxis(const CurveDrawing& d)
{
    const QRectF& plot = d.layout.plot;
    const int most = std::max(2, int(plot.width() / 70));
    if (d.scene.pairAxis == PairAxis::index) {
        paintBottomAxis(d.painter, plot, d.layout.pairs, d.layout.pairs.ticks(most),
            Texts::tr("pair i  (fast turning → slow turning)"), d.theme);
        return;
    }
    const auto tokens = [&d](double place) {
        return rope::wavelength(d.scene.geometry, 0)
            * std::pow(d.scene.geometry.theta, 2 * place / d.scene.geometry.rotary_dim);
    };
    Axis wavelengths(Scale::log, tokens(d.layout.pairs.low()), tokens(d.layout.pairs.high()));
    wavelengths.setPixels(plot.left(), plot.right());
    paintBottomAxis(d.painter, plot, wavelengths, wavelengths.ticks(most),
        Texts::tr("wavelength of a pair in plain RoPE, tokens"), d.theme);
}

void drawValueAxis(const CurveDrawing& d)
{
    const QRectF& plot = d.layout.plot;
    const int most = std::max(3, int(plot.height() / 40));
    std::vector<Tick> ticks;
    const bool turns = d.scene.valueAxis == ValueAxis::turn;
    if (!turns && d.scene.scale > 1)
        ticks.push_back({ d.scene.scale, Texts::tr("%1 = s").arg(shortText(d.scene.scale)) });
    for (const Tick& tick : d.layout.values.ticks(most))
        if (ticks.empty() || std::abs(tick.value - d.scene.scale) > 1e-6 * tick.value)
            ticks.push_back(tick);
    paintLeftAxis(d.painter, plot, d.layout.values, ticks,
        turns ? Texts::tr("turn θ/λ, rad a token") : Texts::tr("rescale factor λ"), d.theme);
}

/// What an edit can't reach is hatched.
void drawBounds(CurveDrawing& d)
{
    const QRectF& plot = d.layout.plot;
    const QPolygonF high = d.layout.level(d.scene.bound), low = d.layout.level(1.0);
    QColor shade = d.theme.axis;
    shade.setAlpha(d.theme.dark ? 70 : 60);
    const bool turns = d.scene.valueAxis == ValueAxis::turn;
    const auto hatch = [&](const QPolygonF& line, bool above) {
        const double edge = above ? plot.top() : plot.bottom();
        QPolygonF area = line;
        area << QPointF(plot.right(), edge) << QPointF(plot.left(), edge);
        d.painter.setPen(Qt::NoPen);
        d.painter.setBrush(QBrush(shade, Qt::BDiagPattern));
        d.painter.drawPolygon(area);
    };
    d.painter.save();
    d.painter.setClipRect(plot);
    hatch(high, !turns);
    hatch(low, turns);
    d.painter.setPen(QPen(d.theme.axis, 1));
    for (const QPolygonF& line : { high, low }) {
        if (turns)
            d.painter.drawPolyline(line);
        else
            d.painter.drawLine(
                QPointF(plot.left(), crisp(line[0].y())), QPointF(plot.right(), crisp(line[0].y())));
        d.labels.avoidCurve(line);
    }
    d.painter.restore();
}

void drawCritical(CurveDrawing& d)
{
    const int critical = rope::critical_pair(d.scene.geometry);
    if (critical >= d.layout.count)
        return;
    const double x = crisp(d.layout.pairs.toPixel(critical));
    d.painter.setPen(QPen(d.theme.critical, 1.4, Qt::DotLine));
    d.painter.drawLine(QPointF(x, d.layout.plot.top()), QPointF(x, d.layout.plot.bottom()));
    d.labels.avoidCurve({ { x, d.layout.plot.top() }, { x, d.layout.plot.bottom() } });
}

/// Where wavelengths are the axis, the trained length and the target are places on it.
void drawLengths(CurveDrawing& d)
{
    if (d.scene.pairAxis != PairAxis::wavelength)
        return;
    const QRectF& plot = d.layout.plot;
    for (const auto& [tokens, name] : { std::pair(d.scene.geometry.original_length, QStringLiteral("L")),
             std::pair(d.scene.target, QStringLiteral("L′")) }) {
        const double place = tokens > 0 ? rope::place_of_wavelength(d.scene.geometry, double(tokens)) : -1;
        if (place < d.layout.pairs.low() || place > d.layout.pairs.high())
            continue;
        const double x = crisp(d.layout.pairs.toPixel(place));
        d.painter.setPen(QPen(d.theme.muted, 1, Qt::DashLine));
        d.painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        d.painter.setFont(d.small);
        const QRectF label(x - 27, plot.bottom() - 38, 24, 16);
        d.painter.drawText(label, Qt::AlignRight | Qt::AlignVCenter, name);
        d.labels.avoidRect(label);
    }
}

/// Along the floor of the plot: how much of a pair's positions up to the target was never trained.
void drawCoverage(CurveDrawing& d)
{
    for (int pair = 0; pair < std::min(d.layout.count, int(d.scene.coverage.size())); ++pair) {
        const double unseen = 1 - d.scene.coverage[std::size_t(pair)];
        if (unseen <= 0)
            continue;
        QColor colour = d.theme.warning;
        colour.setAlphaF(float(std::sqrt(unseen)));
        QRectF cell = column(d, pair, pair);
        cell.setTop(cell.bottom() - coverageHeight);
        d.painter.fillRect(cell.adjusted(0.5, 0, -0.5, 0), colour);
    }
}

void drawSelection(CurveDrawing& d)
{
    const PairRange& chosen = d.scene.selection;
    if (chosen.isEmpty() || chosen.last >= d.layout.count)
        return;
    QColor soft = d.theme.accent;
    soft.setAlpha(chosen.count() > 1 ? 26 : 0);
    d.painter.fillRect(column(d, chosen.first, chosen.last), soft);
    soft.setAlpha(70);
    d.painter.setPen(QPen(soft, 1));
    const double x = crisp(d.layout.pairs.toPixel(d.scene.selected));
    d.painter.drawLine(QPointF(x, d.layout.plot.top()), QPointF(x, d.layout.plot.bottom()));
}

/// A pair below the one before it: the falling piece in the warning's colour, and a wedge beneath its point.
void drawViolations(CurveDrawing& d)
{
    const std::vector<double>& lambda = d.scene.active->lambda;
    for (const int pair : rope::violations(lambda)) {
        const QPointF here = d.layout.point(pair, lambda[std::size_t(pair)]);
        d.painter.setPen(QPen(d.theme.critical, 3));
        d.painter.drawLine(d.layout.point(pair - 1, lambda[std::size_t(pair) - 1]), here);
        d.painter.setPen(Qt::NoPen);
        d.painter.setBrush(d.theme.critical);
        const double top = here.y() + d.layout.pointRadius + 3;
        d.painter.drawPolygon(
            QPolygonF{ { here.x() - 4, top }, { here.x() + 4, top }, { here.x(), top + 6 } });
    }
}

void drawBox(CurveDrawing& d)
{
    const QRectF box = selectionBox(d.scene, d.layout);
    if (box.isEmpty())
        return;
    d.painter.setPen(QPen(d.theme.accent, 1));
    d.painter.setBrush(Qt::NoBrush);
    d.painter.drawRect(
        QRectF(crisp(box.left()), crisp(box.top()), std::floor(box.width()), std::floor(box.height())));
    d.painter.setBrush(d.theme.panel);
    d.painter.drawRect(scaleHandle(box));
}

void drawForm(CurveDrawing& d)
{
    const auto handles = d.scene.form.handles();
    if (handles.empty())
        return;
    const std::vector<double> asked = d.scene.form.curve(d.scene.active->lambda);
    d.painter.setBrush(Qt::NoBrush);
    d.painter.setPen(QPen(d.theme.accent, 1.2, Qt::DotLine));
    d.painter.drawPolyline(d.layout.polygon(asked));
    for (const auto& [pair, lambda] : handles) {
        const QPointF centre = d.layout.point(pair, lambda);
        d.painter.setPen(QPen(d.theme.accent, 2));
        d.painter.setBrush(d.theme.panel);
        d.painter.drawPolygon(QPolygonF{ centre + QPointF(0, -8), centre + QPointF(8, 0),
            centre + QPointF(0, 8), centre + QPointF(-8, 0) });
    }
}

void drawBrush(CurveDrawing& d)
{
    const QRectF& brush = *d.scene.brush;
    QColor colour = d.theme.accent;
    colour.setAlpha(110);
    d.painter.setPen(QPen(colour, 6, Qt::SolidLine, Qt::RoundCap));
    d.painter.drawLine(QPointF(d.layout.pairs.toPixel(brush.left()), brush.top()),
        QPointF(d.layout.pairs.toPixel(brush.right()), brush.top()));
}

} // namespace

void drawGround(CurveDrawing& d)
{
    d.painter.fillRect(d.layout.plot, d.theme.plot);
    drawPairAxis(d);
    drawValueAxis(d);
    drawBounds(d);
    drawCritical(d);
    drawLengths(d);
    drawCoverage(d);
    drawSelection(d);
}

void drawMarks(CurveDrawing& d)
{
    if (d.scene.active) {
        drawViolations(d);
        drawBox(d);
    }
    if (d.scene.brush)
        drawBrush(d);
}

void drawHandles(CurveDrawing& d)
{
    if (d.scene.active)
        drawForm(d);
}

} // namespace ropewalk::views
