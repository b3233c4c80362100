// SPDX-License-Identifier: GPL-3.0-only
#include "views/learn/wavelength_plot.h"

#include "views/frequency/frequency_rows.h"
#include "views/language/set_texts.h"
#include "views/plots/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double small = 0.85;

} // namespace

WavelengthPlot::WavelengthPlot(QWidget* parent)
    : LearnView(tr("Wavelengths"), parent)
{
    setToolTip(tr("Tokens that a pair needs for a full turn: 2π/θ times its rescale factor λ."));
    describeAsTable(this, this);
}

double WavelengthPlot::wavelength(const rope::FactorSet& set, int pair) const
{
    return rope::wavelength(sets().geometry, pair) * set.lambda[std::size_t(pair)];
}

WavelengthPlot::Frame WavelengthPlot::frame(const QSizeF& size) const
{
    const QFontMetricsF metrics(scaledFont(font(), small));
    const int pairs = sets().geometry.pairs();
    double low = double(sets().geometry.original_length);
    double high = double(sets().target);
    for (const rope::FactorSet* set : sets().all())
        for (int pair = 0; pair < pairs; ++pair) {
            low = std::min(low, wavelength(*set, pair));
            high = std::max(high, wavelength(*set, pair));
        }
    const double left = std::ceil(metrics.horizontalAdvance(QStringLiteral("1000000")) + metrics.height() + 14);
    Frame frame;
    frame.plot = QRectF(QPointF(left, 5), QPointF(size.width() - 10, size.height() - 2 * metrics.height() - 8));
    frame.x = Axis(Scale::linear, -0.6, pairs - 0.4);
    frame.x.setWhole(true);
    frame.y = Axis(Scale::log, low / 1.5, high * 1.5);
    frame.x.setPixels(frame.plot.left(), frame.plot.right());
    frame.y.setPixels(frame.plot.bottom(), frame.plot.top());
    return frame;
}

QPointF WavelengthPlot::pointOf(int pair, const rope::FactorSet& set) const
{
    const Frame at = frame(size());
    return { at.x.toPixel(pair), at.y.toPixel(wavelength(set, pair)) };
}

QString WavelengthPlot::textOf(int pair) const
{
    const double plain = rope::wavelength(sets().geometry, pair);
    QString text = tr("pair %1 · %2 tokens a turn in training").arg(pair).arg(shortText(plain, 4));
    for (const rope::FactorSet* set : sets().all())
        if (set->id != "none")
            text += tr("\n%1: × %2 = %3 tokens")
                        .arg(nameOf(*set), shortText(set->lambda[std::size_t(pair)], 4),
                            shortText(wavelength(*set, pair), 4));
    const double turns = double(sets().geometry.original_length) / plain;
    text += turns >= 1 ? tr("\n%1 turns within L").arg(shortText(turns, 3))
                       : tr("\nonly %1 of a turn within L").arg(shortText(turns, 3));
    return text;
}

QString WavelengthPlot::readout() const
{
    const int pair = m_hovered >= 0 ? m_hovered : selectedPair();
    return pair < 0 || sets().isEmpty() ? QString() : textOf(pair);
}

QString WavelengthPlot::told() const
{
    QStringList parts { tr("Wavelength of %1 pairs; the first without a full turn in training is pair %2")
                            .arg(sets().geometry.pairs())
                            .arg(rope::first_partly_trained(sets().geometry, sets().trained)) };
    if (!readout().isEmpty())
        parts << readout().replace(u'\n', QStringLiteral(", "));
    return parts.join(QStringLiteral(". "));
}

PlotNumbers WavelengthPlot::numbers() const
{
    PlotNumbers table;
    table.columns = { QStringLiteral("pair"), QStringLiteral("plain") };
    for (const rope::FactorSet* set : sets().all())
        table.columns << shownName(*set);
    for (int pair = 0; pair < tableRows(); ++pair) {
        QStringList row { QString::number(pair), PlotNumbers::number(rope::wavelength(sets().geometry, pair)) };
        for (const rope::FactorSet* set : sets().all())
            row << PlotNumbers::number(wavelength(*set, pair));
        table.rows << row;
    }
    return table;
}

int WavelengthPlot::tableRows() const
{
    return sets().isEmpty() ? 0 : sets().geometry.pairs();
}

QStringList WavelengthPlot::tableColumns() const
{
    QStringList columns;
    for (const rope::FactorSet* set : sets().all())
        columns << tr("wavelength with %1").arg(nameOf(*set));
    return columns;
}

QString WavelengthPlot::tableCell(int row, int column) const
{
    return tr("%1 tokens").arg(shortText(wavelength(*sets().all()[std::size_t(column)], row), 4));
}

QString WavelengthPlot::tableRowName(int row) const
{
    return tr("pair %1").arg(row);
}

void WavelengthPlot::paintLevel(
    QPainter& painter, const Frame& at, double tokens, const QString& text, const QColor& ink) const
{
    const double y = std::floor(at.y.toPixel(tokens)) + 0.5;
    const double height = QFontMetricsF(painter.font()).height();
    painter.setPen(QPen(ink, 1, Qt::DashLine));
    painter.drawLine(QPointF(at.plot.left(), y), QPointF(at.plot.right(), y));
    painter.drawText(QRectF(at.plot.left() + 6, y - height - 1, at.plot.width(), height), Qt::AlignLeft, text);
}

void WavelengthPlot::paintPlot(QPainter& painter, const QSizeF& size, const Theme& theme, bool live) const
{
    const Frame at = frame(size);
    const rope::Geometry& geometry = sets().geometry;
    painter.setFont(scaledFont(font(), small));
    const QFontMetricsF metrics(painter.font());
    painter.fillRect(at.plot, theme.plot);
    paintBottomAxis(painter, at.plot, at.x, at.x.ticks(std::max(2, int(at.plot.width() / 60))), tr("pair, fast to slow"),
        theme);
    paintLeftAxis(painter, at.plot, at.y, at.y.ticks(std::max(2, int(at.plot.height() / 26))),
        tr("tokens for a full turn"), theme);

    const int critical = rope::first_partly_trained(geometry, sets().trained);
    if (critical < geometry.pairs()) {
        const double x = std::floor(at.x.toPixel(critical - 0.5)) + 0.5;
        painter.setPen(QPen(theme.critical, 1, Qt::DashLine));
        painter.drawLine(QPointF(x, at.plot.top()), QPointF(x, at.plot.bottom()));
        const double left = x + 5, width = at.plot.right() - left - 1;
        const QString text = metrics.elidedText(oneOf({ tr("from pair %1 on: no full turn in training").arg(critical),
                                                    tr("pair %1 on: no full turn").arg(critical), tr("pair %1 on").arg(critical) }),
            Qt::ElideRight, width);
        painter.drawText(QRectF(left, at.plot.bottom() - metrics.height() - 2, width, metrics.height()), Qt::AlignLeft, text);
    }
    const double trained = double(geometry.original_length);
    paintLevel(painter, at, trained, tr("L %1").arg(tokensText(geometry.original_length)), theme.muted);
    if (sets().target > geometry.original_length)
        paintLevel(painter, at, double(sets().target), tr("target %1").arg(tokensText(sets().target)), theme.muted);

    const int shown = live && m_hovered >= 0 ? m_hovered : selectedPair();
    if (shown >= 0) {
        QColor band = theme.accent;
        band.setAlphaF(shown == selectedPair() ? 0.18F : 0.08F);
        const double left = at.x.toPixel(shown - 0.5);
        painter.fillRect(QRectF(left, at.plot.top(), at.x.toPixel(shown + 0.5) - left, at.plot.height()), band);
    }
    painter.save();
    painter.setClipRect(at.plot);
    painter.setRenderHint(QPainter::Antialiasing);
    const std::vector<const rope::FactorSet*> all = sets().all();
    const double radius = std::clamp(at.plot.width() / geometry.pairs() * 0.28, 1.2, 3.2);
    for (std::size_t k = all.size(); k-- > 0;) {
        const QColor colour = colourOf(theme, QString::fromStdString(all[k]->id));
        QPolygonF line;
        for (int pair = 0; pair < geometry.pairs(); ++pair)
            line << QPointF(at.x.toPixel(pair), at.y.toPixel(wavelength(*all[k], pair)));
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colour, 1.6, k == 0 ? Qt::SolidLine : Qt::DashLine));
        painter.drawPolyline(line);
        painter.setPen(QPen(colour, 1.2));
        painter.setBrush(k == 0 ? colour : theme.panel);
        for (const QPointF& point : line)
            painter.drawEllipse(point, radius, radius);
    }
    painter.restore();
    double y = at.plot.bottom() - metrics.height() * 2 - 8;
    for (std::size_t k = all.size(); k-- > 0; y -= metrics.height() + 1) {
        painter.setPen(readable(colourOf(theme, QString::fromStdString(all[k]->id)), theme.panel));
        painter.drawText(QRectF(at.plot.left(), y, at.plot.width() - 8, metrics.height()), Qt::AlignRight,
            (k == 0 ? QStringLiteral("● ") : QStringLiteral("○ ")) + nameOf(*all[k]));
    }
    if (live && m_hovered >= 0)
        paintReadoutBox(painter, { at.x.toPixel(m_hovered), at.y.toPixel(wavelength(*all.front(), m_hovered)) },
            textOf(m_hovered), QRectF(QPointF(), size), theme);
}

int WavelengthPlot::pairAt(const QPointF& point) const
{
    const Frame at = frame(size());
    if (sets().isEmpty() || !at.plot.contains(point))
        return -1;
    return std::clamp(int(std::lround(at.x.toValue(point.x()))), 0, sets().geometry.pairs() - 1);
}

void WavelengthPlot::mouseMoveEvent(QMouseEvent* event)
{
    m_hovered = pairAt(event->position());
    refresh();
}

void WavelengthPlot::mousePressEvent(QMouseEvent* event)
{
    const int pair = pairAt(event->position());
    if (event->button() == Qt::LeftButton && pair >= 0)
        choosePair(pair);
}

void WavelengthPlot::leaveEvent(QEvent*)
{
    m_hovered = -1;
    refresh();
}

void WavelengthPlot::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
        return choosePair(std::max(0, selectedPair() - 1));
    case Qt::Key_Right:
    case Qt::Key_Down:
        return choosePair(selectedPair() + 1);
    case Qt::Key_Home:
        return choosePair(0);
    case Qt::Key_End:
        return choosePair(sets().geometry.pairs() - 1);
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace ropewalk::views
