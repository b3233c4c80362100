// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/lengths/length_axis.h"

#include "views/document/document.h"
#include "views/language/set_texts.h"

#include <QPainter>
#include <algorithm>

namespace ropewalk::views {

namespace {

constexpr double rowHeight = 17;
constexpr double nameWidth = 110;
constexpr double rightMargin = 16;
constexpr double headRoom = 15; // pixels, for the names of the lengths marked

} // namespace

QSize LengthAxis::sizeHint() const
{
    return { 600, int(headRoom + rows() * rowHeight) + 2 * fontMetrics().height() + 8 };
}

int LengthAxis::rows() const
{
    return 1 + int(sets().size()) + (m_runtime ? 2 : 0);
}

Axis LengthAxis::axis() const
{
    const std::int64_t trained = m_document->geometry().original_length;
    double high = 2.0 * double(std::max(trained, m_document->project().target_length));
    for (const rope::FactorSet& set : sets())
        high = std::max(high, 1.25 * double(std::max(set.from_length, set.to_length)));
    Axis lengths(Scale::log, std::max(1.0, double(trained) / 16), high);
    lengths.setWhole(true);
    lengths.setPixels(nameWidth, width() - rightMargin);
    return lengths;
}

QRectF LengthAxis::row(int number) const
{
    return { nameWidth, headRoom + number * rowHeight, width() - rightMargin - nameWidth, rowHeight };
}

QRectF LengthAxis::bar(std::size_t set) const
{
    const Axis lengths = axis();
    const rope::FactorSet& ranged = sets()[set];
    QRectF range = row(int(set) + 1).adjusted(0, 5, 0, -5);
    if (ranged.from_length > 0)
        range.setLeft(std::max(range.left(), lengths.toPixel(double(ranged.from_length))));
    if (ranged.to_length > 0)
        range.setRight(
            std::clamp(lengths.toPixel(double(ranged.to_length)), range.left() + 2, range.right()));
    return range;
}

void LengthAxis::paintLabel(QPainter& painter, const QRectF& row, const QString& text) const
{
    painter.setFont(scaledFont(font(), 0.9));
    painter.setPen(themeFor(palette()).muted);
    painter.drawText(QRectF(0, row.top(), nameWidth - 8, rowHeight), Qt::AlignRight | Qt::AlignVCenter, text);
}

void LengthAxis::paintServed(
    QPainter& painter, const QRectF& row, const std::function<std::string(std::int64_t)>& at) const
{
    const Theme theme = themeFor(palette());
    const Axis lengths = axis();
    const QRectF strip = row.adjusted(0, 3, 0, -4);
    painter.fillRect(strip, theme.grid);
    double start = strip.left();
    std::string id = at(std::int64_t(lengths.toValue(start)));
    for (double x = start + 1; x <= strip.right(); ++x) {
        const std::string next = at(std::int64_t(lengths.toValue(x)));
        if (next == id && x + 1 <= strip.right())
            continue;
        if (!id.empty())
            painter.fillRect(QRectF(QPointF(start, strip.top()), QPointF(x, strip.bottom())),
                colourOf(theme, QString::fromStdString(id)));
        start = x;
        id = next;
    }
}

void LengthAxis::paintBars(QPainter& painter) const
{
    const Theme theme = themeFor(palette());
    for (std::size_t i = 0; i < sets().size(); ++i) {
        const rope::FactorSet& set = sets()[i];
        const QRectF line = row(int(i) + 1), range = bar(i);
        QColor colour = colourOf(theme, QString::fromStdString(set.id));
        painter.setFont(set.id == m_document->project().active_set ? scaledFont(font(), 0.9, true)
                                                                   : scaledFont(font(), 0.9));
        painter.setPen(theme.text);
        painter.drawText(QRectF(0, line.top(), nameWidth - 8, rowHeight), Qt::AlignRight | Qt::AlignVCenter,
            QFontMetricsF(painter.font())
                .elidedText(shownName(set), Qt::ElideRight, nameWidth - 8));
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawRect(range);
        if (set.to_length == 0)
            painter.drawPolygon(QPolygonF{ { range.right(), range.top() - 3 },
                { range.right() + 8, range.center().y() }, { range.right(), range.bottom() + 3 } });
        for (const rope::RangeEnd end : { rope::RangeEnd::from, rope::RangeEnd::to }) {
            const Handle handle{ i, end };
            const bool marked
                = m_hovered == handle || m_dragged == handle || (hasFocus() && m_chosen == handle);
            if (!marked && (end == rope::RangeEnd::from ? set.from_length : set.to_length) == 0)
                continue;
            painter.setPen(QPen(marked ? theme.accent : colour, 2));
            painter.setBrush(theme.panel);
            painter.drawRoundedRect(QRectF(endOf(i, end) - QPointF(3, 6), QSizeF(6, 12)), 2, 2);
        }
    }
}

/// What it applies to prompts, what the keys of a conversation of n tokens were turned with, and the mark at n.
void LengthAxis::paintRuntime(QPainter& painter) const
{
    const Theme theme = themeFor(palette());
    paintLabel(painter, row(rows() - 2), m_runtime->name);
    paintServed(painter, row(rows() - 2), m_runtime->applied);
    paintLabel(painter, row(rows() - 1), tr("its cached keys"));
    if (m_runtime->keys)
        paintServed(painter, row(rows() - 1), [this](std::int64_t length) {
            return length <= m_prompt ? m_runtime->keys(length - 1, m_prompt) : std::string();
        });
    const QPointF mark = promptMark();
    const bool marked = m_promptDragged || (hasFocus() && promptChosen());
    const QColor colour = marked ? theme.accent : theme.text;
    painter.setPen(QPen(colour, marked ? 2 : 1.5));
    painter.drawLine(QPointF(mark.x(), row(rows() - 2).top()), mark);
    painter.setBrush(marked ? theme.accent : theme.panel);
    painter.drawPolygon(
        QPolygonF{ mark - QPointF(0, 2), mark + QPointF(5, 6), mark + QPointF(-5, 6) });
}

void LengthAxis::paintEvent(QPaintEvent*)
{
    const Theme theme = themeFor(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(scaledFont(font(), 0.9));
    const QRectF plot(
        QPointF(nameWidth, headRoom), QPointF(width() - rightMargin, headRoom + rows() * rowHeight));
    const Axis lengths = axis();
    paintBottomAxis(painter, plot, lengths, lengths.ticks(std::max(2, int(plot.width() / 70))),
        tr("prompt length, tokens"), theme);
    paintLabel(painter, row(0), tr("serves"));
    paintServed(painter, row(0), [this](std::int64_t length) {
        const auto found = rope::serving(sets(), length);
        return found ? sets()[*found].id : std::string();
    });
    paintBars(painter);
    for (const auto& [tokens, name] :
        { std::pair(m_document->geometry().original_length, QStringLiteral("L")),
            std::pair(m_document->project().target_length, QStringLiteral("L′")) }) {
        if (double(tokens) < lengths.low() || double(tokens) > lengths.high())
            continue;
        const double x = lengths.toPixel(double(tokens));
        painter.setPen(QPen(theme.muted, 1, Qt::DashLine));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        painter.setFont(scaledFont(font(), 0.9));
        painter.drawText(
            QRectF(x - 60, 0, 120, headRoom), Qt::AlignCenter, tr("%1 %2").arg(name).arg(tokens));
    }
    if (m_runtime)
        paintRuntime(painter);
}

} // namespace ropewalk::views
