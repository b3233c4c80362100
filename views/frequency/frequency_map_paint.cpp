// SPDX-License-Identifier: GPL-3.0-only
#include "views/document/document.h"
#include "views/frequency/frequency_map.h"
#include "views/plots/axis.h"
#include "views/plots/theme.h"

#include "core/rope/coverage.h"
#include "core/rope/edit/n_hat.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double small = 0.85; // of the font: ticks and captions
constexpr double tiny = 0.78; // pair numbers beside the rows

/// Text in a rounded box of the panel's colour, legible on any picture; kept inside bounds.
void paintBox(
    QPainter& painter, QRectF box, const QString& text, const QRectF& bounds, const Theme& theme, bool border)
{
    box.moveLeft(
        std::clamp(box.left(), bounds.left(), std::max(bounds.left(), bounds.right() - box.width())));
    box.moveTop(std::clamp(box.top(), bounds.top(), std::max(bounds.top(), bounds.bottom() - box.height())));
    QColor fill = theme.panel;
    fill.setAlphaF(border ? 0.95F : 0.86F);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(border ? QPen(theme.axis, 1) : QPen(Qt::NoPen));
    painter.setBrush(fill);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(theme.text);
    painter.drawText(box.adjusted(6, 2, -6, -2), Qt::AlignLeft | Qt::AlignVCenter, text);
}

QSizeF boxSize(const QPainter& painter, const QString& text)
{
    const QFontMetricsF metrics(painter.font());
    return metrics.size(0, text) + QSizeF(13, 5);
}

/// Steps of powers of two, as lengths of contexts are: at most so many in span.
double tokenStep(double span, int atMost)
{
    double step = 1;
    while (span / step > atMost)
        step *= 2;
    return step;
}

} // namespace

void FrequencyMap::paintEvent(QPaintEvent*)
{
    const Theme theme = themeFor(palette());
    if (devicePixelRatioF() != m_pixelRatio)
        requestPictures(); // the window moved to another screen
    QPainter painter(this);
    if (m_rows.empty()) {
        painter.setPen(theme.muted);
        painter.drawText(rect(), Qt::AlignCenter, tr("Open a model to see its rotations"));
        return;
    }
    for (int row = 0; row < int(m_rows.size()); ++row) {
        paintCaption(painter, row, theme);
        paintRow(painter, row, theme);
        paintSelection(painter, row, theme);
    }
    paintUnseen(painter, theme);
    paintAxis(painter, theme);
    paintReadout(painter, theme);
    if (hasFocus())
        paintFocus(painter, rect(), theme);
}

void FrequencyMap::paintCaption(QPainter& painter, int row, const Theme& theme) const
{
    const FrequencyRow& content = m_rows[std::size_t(row)];
    const QRectF map = rowRect(row);
    painter.setFont(scaledFont(font(), tiny));
    const QFontMetricsF numbers(painter.font());
    painter.setPen(theme.muted);
    const double numberWidth = numbers.horizontalAdvance(QString::number(m_document->geometry().pairs())) + 6;
    const auto firstPair = int(std::floor(m_pairs.first()));
    const auto lastPair = int(std::ceil(m_pairs.end())) - 1;
    const QRectF column(map.left() - numberWidth - 3, map.top(), numberWidth, map.height());
    painter.drawText(column, Qt::AlignRight | Qt::AlignTop, QString::number(firstPair));
    painter.drawText(column, Qt::AlignRight | Qt::AlignBottom, QString::number(lastPair));

    const QFont bold = scaledFont(font(), 1.0, true);
    const QFont note = plainLettersFont(scaledFont(font(), small));
    const QFontMetricsF title(bold);
    const QFontMetricsF second(note);
    const double width = column.left() - 4;
    const double height = title.height() + second.height();
    const double top = map.center().y() - height / 2;
    painter.setFont(bold);
    painter.setPen(readable(colourOf(theme, content.colourKey), theme.panel));
    painter.drawText(QRectF(0, top, width, title.height()), Qt::AlignRight | Qt::AlignVCenter,
        title.elidedText(content.name, Qt::ElideRight, width));
    if (content.set.lambda.empty())
        return;
    QString text = content.unseen > 0 ? tr("%1 unseen").arg(shareText(content.unseen))
                                      : tr("all seen");
    if (content.set.n_hat > 0)
        text = tr("n̂ %1 · ").arg(content.set.n_hat) + text;
    painter.setFont(note);
    painter.setPen(theme.muted);
    painter.drawText(QRectF(0, top + title.height(), width, second.height()),
        Qt::AlignRight | Qt::AlignVCenter, second.elidedText(text, Qt::ElideRight, width));
}

void FrequencyMap::paintRow(QPainter& painter, int row, const Theme& theme) const
{
    const QRectF map = rowRect(row);
    painter.save();
    painter.setClipRect(map);
    painter.fillRect(map, theme.plot);
    const std::vector<FrequencyPictures::Picture>& pictures = m_pictures.pictures();
    if (row < int(pictures.size()) && !pictures[std::size_t(row)].image.isNull()) {
        // An image of another window, size or set is shown where it belongs until the new one arrives.
        const FrequencyPictures::Picture& picture = pictures[std::size_t(row)];
        const ZoomWindow& across = picture.request.positions;
        const ZoomWindow& down = picture.request.pairs;
        const QRectF to(QPointF(toX(across.first()), toY(row, down.first())),
            QPointF(toX(across.end()), toY(row, down.end())));
        painter.drawImage(to, picture.image, QRectF(picture.image.rect()));
    }
    const double edge = toX(double(m_rows[std::size_t(row)].set.n_hat));
    if (m_rows[std::size_t(row)].set.n_hat > 0 && edge > map.left()) {
        QColor shade = colourOf(theme, QStringLiteral("PI"));
        shade.setAlphaF(0.55F);
        const double right = std::max(edge, map.left() + 2);
        painter.fillRect(QRectF(map.left(), map.top(), right - map.left(), map.height()), shade);
        painter.fillRect(QRectF(std::round(right) - 1, map.top(), 1, map.height()), theme.accent);
    }
    paintAhead(painter, row, theme);
    const double trained = std::round(toX(double(m_document->geometry().original_length)));
    painter.fillRect(QRectF(trained - 1, map.top(), 3, map.height()), QColor(0, 0, 0, 70));
    painter.fillRect(QRectF(trained, map.top(), 1, map.height()), Qt::white);
    painter.restore();
}

/// Hatched from n̂ to the first query that has all keys behind it, pair by pair: between them some keys before n̂ seem
/// to lie ahead.
void FrequencyMap::paintAhead(QPainter& painter, int row, const Theme& theme) const
{
    const rope::FactorSet& set = m_rows[std::size_t(row)].set;
    const int pairs = m_document->geometry().pairs();
    if (set.n_hat < 2 || set.lambda.size() != std::size_t(pairs))
        return;
    const QRectF map = rowRect(row);
    const double edge = std::max(map.left(), toX(double(set.n_hat)));
    const int first = std::clamp(int(m_pairs.first()), 0, pairs - 1);
    const int end = std::clamp(int(std::ceil(m_pairs.end())), first + 1, pairs);
    QPolygonF border;
    double widest = 0;
    for (int pair = first; pair < end; ++pair) {
        const double x = std::max(edge, toX(double(rope::queries_in_order_from(set, pair))));
        border << QPointF(x, toY(row, pair)) << QPointF(x, toY(row, pair + 1));
        widest = std::max(widest, std::min(x, map.right()) - edge);
    }
    if (widest < 2)
        return;
    QPolygonF area = border;
    area << QPointF(edge, border.back().y()) << QPointF(edge, border.front().y());
    painter.setPen(Qt::NoPen);
    // Dark on the light end of the map, where the slow pairs are.
    for (const QBrush& shade : { QBrush(QColor(0, 0, 0, 45)), QBrush(QColor(0, 0, 0, 170), Qt::BDiagPattern) }) {
        painter.setBrush(shade);
        painter.drawPolygon(area);
    }
    painter.setBrush(Qt::NoBrush);
    for (const QPen& pen : { QPen(QColor(0, 0, 0, 120), 3), QPen(theme.accent, 1) }) {
        painter.setPen(pen);
        painter.drawPolyline(border);
    }
    painter.setFont(plainLettersFont(scaledFont(font(), small)));
    const QString text = tr("keys before n̂ %1 seem to lie ahead").arg(set.n_hat);
    const QSizeF size = boxSize(painter, text);
    const QRectF box(QPointF(edge + 6, map.bottom() - size.height() - 4), size);
    const int beside = std::clamp(int(m_pairs.valueAt((box.top() - map.top()) / map.height())), first, end - 1);
    const double room = toX(double(rope::queries_in_order_from(set, beside)));
    if (box.right() < std::min(room, map.right()) && box.top() > map.top())
        paintBox(painter, box, text, map, theme, false);
}

void FrequencyMap::paintSelection(QPainter& painter, int row, const Theme& theme) const
{
    if (m_selectedPair < 0 || m_selectedPair + 1 <= m_pairs.first() || m_selectedPair >= m_pairs.end())
        return;
    const QRectF map = rowRect(row);
    const double top = std::max(map.top(), std::floor(toY(row, m_selectedPair)));
    const double bottom = std::min(map.bottom(), std::max(top + 1, std::ceil(toY(row, m_selectedPair + 1))));
    // Two lines around the pair, light inside and dark outside, so that they show on every colour of the map.
    const QColor dark(0, 0, 0, 150);
    painter.save();
    painter.setClipRect(map);
    for (const auto& [y, colour] : { std::pair(top - 1, QColor(Qt::white)), std::pair(top - 2, dark),
             std::pair(bottom, QColor(Qt::white)), std::pair(bottom + 1, dark) })
        painter.fillRect(QRectF(map.left(), y, map.width(), 1), colour);
    painter.restore();

    const double middle = (top + bottom) / 2;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.accent);
    const double x = map.right() + 2;
    painter.drawPolygon(QPolygonF{ { x, middle }, { x + 7, middle - 4.5 }, { x + 7, middle + 4.5 } });
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void FrequencyMap::paintUnseen(QPainter& painter, const Theme& theme) const
{
    const double share = m_rows.front().unseen;
    if (share <= 0 || m_rows.front().colourKey != u"none")
        return;
    const rope::Geometry& geometry = m_document->geometry();
    const QRectF map = rowRect(0);
    const rope::Trained& trained = m_document->trained();
    const int slow = rope::first_partly_trained(geometry, trained);
    // Where the slowest pair leaves what was trained: L for plain RoPE.
    const double leaves = rope::trained_reach(geometry, trained, geometry.pairs() - 1) + 1;
    const double left = std::max(map.left(), toX(leaves));
    const double top = std::max(map.top(), toY(0, slow));
    const QRectF region(QPointF(left, top), map.bottomRight());
    QString text
        = tr("angles never seen in training: %1 of the slow pairs").arg(shareText(share));
    painter.setFont(scaledFont(font(), small));
    QSizeF size = boxSize(painter, text);
    if (size.width() > region.width()) {
        text = tr("never seen: %1").arg(shareText(share));
        size = boxSize(painter, text);
    }
    if (size.width() > region.width() || size.height() > region.height() + 4)
        return;
    const QPointF corner(region.center().x() - size.width() / 2, region.center().y() - size.height() / 2);
    paintBox(painter, QRectF(corner, size), text, map, theme, false);
}

void FrequencyMap::paintAxis(QPainter& painter, const Theme& theme) const
{
    painter.setFont(scaledFont(font(), small));
    const QFontMetricsF metrics(painter.font());
    const QRectF map = rowRect(int(m_rows.size()) - 1);
    const double trained = double(m_document->geometry().original_length);
    const double target = m_positions.length();

    // L and the target come first; round positions where they leave room.
    std::vector<Tick> ticks;
    const auto add = [&](double value, const QString& text) {
        if (value < m_positions.first() || value > m_positions.end())
            return;
        const double half = metrics.horizontalAdvance(text) / 2;
        for (const Tick& tick : ticks)
            if (std::abs(toX(tick.value) - toX(value))
                < half + metrics.horizontalAdvance(tick.label) / 2 + 10)
                return;
        ticks.push_back({ value, text });
    };
    add(trained, tr("L %1").arg(tokensText(std::int64_t(trained))));
    add(target, tr("target %1").arg(tokensText(std::int64_t(target))));
    const double step = tokenStep(m_positions.span(), std::max(2, int(map.width() / 110)));
    for (double value = std::ceil(m_positions.first() / step) * step; value <= m_positions.end();
         value += step)
        add(value, tokensText(std::int64_t(value)));
    std::sort(ticks.begin(), ticks.end(), [](const Tick& a, const Tick& b) { return a.value < b.value; });

    // Between the numbers beside the rows and those below them: what they count.
    const QString counted = tr("pair ╲ token");
    const double begin = map.left() - metrics.horizontalAdvance(tokensText(std::int64_t(m_positions.first()))) / 2 - 6;
    if (metrics.horizontalAdvance(counted) <= begin) {
        painter.setPen(theme.muted);
        painter.drawText(QRectF(0, map.bottom() + 4, begin, metrics.height()), Qt::AlignRight | Qt::AlignVCenter, counted);
    }
    for (const Tick& tick : ticks) {
        const double x = std::floor(toX(tick.value));
        const double half = metrics.horizontalAdvance(tick.label) / 2 + 1;
        const double left = std::min(x - half, width() - 2 * half - 1.0);
        painter.fillRect(QRectF(std::min(x, map.right() - 1), map.bottom(), 1, 4), theme.axis);
        painter.setPen(tick.value == trained || tick.value == target ? theme.text : theme.muted);
        painter.drawText(
            QRectF(left, map.bottom() + 4, 2 * half, metrics.height()), Qt::AlignCenter, tick.label);
    }
}

void FrequencyMap::paintReadout(QPainter& painter, const Theme& theme) const
{
    if (!m_cursor || (m_drag && m_drag->moved))
        return;
    const double x = std::floor(toX(m_cursor->position));
    for (int row = 0; row < int(m_rows.size()); ++row) {
        const QRectF map = rowRect(row);
        painter.fillRect(QRectF(x - 1, map.top(), 3, map.height()), QColor(0, 0, 0, 60));
        painter.fillRect(QRectF(x, map.top(), 1, map.height()), QColor(255, 255, 255, 220));
    }
    const double y = toY(m_cursor->row, m_cursor->pair + 0.5);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(Qt::black, 3));
    painter.drawEllipse(QPointF(x + 0.5, y), 3.5, 3.5);
    painter.setPen(QPen(Qt::white, 1.5));
    painter.drawEllipse(QPointF(x + 0.5, y), 3.5, 3.5);
    painter.setRenderHint(QPainter::Antialiasing, false);

    painter.setFont(scaledFont(font(), small));
    const QString text = readout();
    const QSizeF size = boxSize(painter, text);
    QPointF corner(x + 12, y + 10);
    if (corner.x() + size.width() > width() - 2)
        corner.setX(x - 12 - size.width());
    if (corner.y() + size.height() > height() - 2)
        corner.setY(y - 10 - size.height());
    paintBox(painter, QRectF(corner, size), text, QRectF(rect()), theme, true);
}

} // namespace ropewalk::views
