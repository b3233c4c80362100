// SPDX-License-Identifier: GPL-3.0-only
#include "views/learn/phasor_view.h"

#include "core/rope/angles.h"
#include "core/rope/unseen.h"
#include "views/plots/theme.h"

#include <QPainter>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace ropewalk::views {

namespace {

constexpr double small = 0.85;
constexpr double tiny = 0.72;
constexpr double numbered = 30; // pixels of a dial that has room for its number
constexpr double degree = 16; // of QPainter's angles
constexpr double turn = 2 * std::numbers::pi;

QPointF tip(const QRectF& dial, double angle, double length)
{
    const double radius = dial.width() / 2 * length;
    return dial.center() + QPointF(std::sin(angle), -std::cos(angle)) * radius;
}

/// A slice of the dial from one angle over so many radians, clockwise.
void paintSlice(QPainter& painter, const QRectF& dial, double from, double radians, const QColor& fill)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    const double start = 90 - std::fmod(from, turn) * 360 / turn;
    painter.drawPie(dial, int(std::lround(start * degree)), int(std::lround(-radians * 360 / turn * degree)));
}

} // namespace

QRectF PhasorView::dialOf(int pair, const QSizeF& size) const
{
    const QFontMetricsF metrics(scaledFont(font(), small));
    const int pairs = std::max(1, sets().geometry.pairs());
    const QRectF room(4, metrics.height() + 6, std::max(20.0, size.width() - 8),
        std::max(20.0, size.height() - metrics.height() - 10));
    int columns = 1;
    double side = 0;
    for (int count = 1; count <= pairs; ++count) {
        const int rows = (pairs + count - 1) / count;
        const double fits = std::min(room.width() / count, room.height() / rows);
        if (fits > side) {
            side = fits;
            columns = count;
        }
    }
    const int rows = (pairs + columns - 1) / columns;
    const double wide = room.width() / columns;
    const double high = room.height() / rows;
    const QPointF centre(
        room.left() + (pair % columns + 0.5) * wide, room.top() + (double(pair / columns) + 0.5) * high);
    const double radius = side * 0.43;
    return { centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius };
}

void PhasorView::paintPlot(QPainter& painter, const QSizeF& size, const Theme& theme, bool live) const
{
    painter.setFont(scaledFont(font(), small));
    const QFontMetricsF metrics(painter.font());
    painter.setPen(theme.text);
    painter.drawText(QRectF(4, 2, size.width() - 8, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter, summary());
    painter.setRenderHint(QPainter::Antialiasing);
    for (int pair = 0; pair < sets().geometry.pairs(); ++pair)
        paintDial(painter, pair, dialOf(pair, size), theme, live);
    if (live && m_hovered >= 0) {
        const QRectF dial = dialOf(m_hovered, size);
        painter.setFont(scaledFont(font(), small));
        paintReadoutBox(painter, dial.center() + QPointF(dial.width() / 4, dial.height() / 4), textOf(m_hovered),
            QRectF(QPointF(), size), theme);
    }
}

void PhasorView::paintDial(QPainter& painter, int pair, const QRectF& dial, const Theme& theme, bool live) const
{
    const rope::Geometry& geometry = sets().geometry;
    const QColor colour = colourOf(theme, QString::fromStdString(sets().first.id));
    const double angle = rope::angle(geometry, sets().first, pair, m_position);
    const bool unseen = rope::unseen_by(geometry, sets().trained, sets().first, pair, m_position,
                            rope::Unseen::beyond_largest)
        > 0;
    if (pair == selectedPair() || (live && pair == m_hovered)) {
        QColor glow = theme.accent;
        glow.setAlphaF(pair == selectedPair() ? 0.25F : 0.12F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(glow);
        painter.drawRoundedRect(dial.adjusted(-3, -3, 3, 3), 4, 4);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.plot);
    painter.drawEllipse(dial);
    const double trained = rope::trained_reach(geometry, sets().trained, pair) * rope::frequency(geometry, pair);
    QColor visited = theme.axis;
    visited.setAlphaF(0.25F);
    if (trained >= turn) {
        painter.setBrush(visited);
        painter.drawEllipse(dial);
    } else {
        paintSlice(painter, dial, 0, trained, visited);
    }
    if (m_other) {
        const double other = rope::angle(geometry, sets().first, pair, *m_other);
        QColor between = theme.accent;
        between.setAlphaF(0.4F);
        const double apart = std::remainder(angle - other, turn);
        paintSlice(painter, dial.adjusted(dial.width() * 0.15, dial.width() * 0.15, -dial.width() * 0.15,
                                -dial.width() * 0.15),
            apart >= 0 ? other : angle, std::abs(apart), between);
        painter.setPen(QPen(colour, 1));
        painter.drawLine(dial.center(), tip(dial, other, 0.95));
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(unseen ? theme.critical : theme.axis, unseen ? 2 : 1));
    painter.drawEllipse(dial);
    if (sets().second) {
        const double second = rope::angle(geometry, *sets().second, pair, m_position);
        painter.setPen(QPen(colourOf(theme, QString::fromStdString(sets().second->id)), 1.4, Qt::DashLine));
        painter.drawLine(dial.center(), tip(dial, second, 0.92));
    }
    const double width = std::clamp(dial.width() / 18, 1.4, 3.0);
    painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(dial.center(), tip(dial, angle, 0.9));
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawEllipse(dial.center(), width, width);
    if (dial.width() < numbered)
        return;
    painter.setFont(scaledFont(font(), tiny));
    const double height = QFontMetricsF(painter.font()).height();
    painter.setPen(pair == selectedPair() ? theme.text : theme.muted);
    painter.drawText(QRectF(dial.left() - 4, dial.top() - 3, dial.width(), height), Qt::AlignLeft | Qt::AlignTop,
        QString::number(pair));
}

} // namespace ropewalk::views
