// SPDX-License-Identifier: GPL-3.0-only
#include "views/learn/unseen_map.h"

#include "views/frequency/frequency_rows.h"
#include "views/plots/axis.h"
#include "views/plots/theme.h"

#include <QPainter>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace ropewalk::views {

namespace {

constexpr double small = 0.85;
constexpr double tiny = 0.78;
constexpr double gap = 8; // between two sets

QColor mixed(const QColor& from, const QColor& to, double share)
{
    const auto channel = [share](int a, int b) { return int(std::lround(a + (b - a) * share)); };
    return QColor(channel(from.red(), to.red()), channel(from.green(), to.green()), channel(from.blue(), to.blue()));
}

} // namespace

QColor UnseenMap::colourOfExcess(const Theme& theme, double radians)
{
    if (radians <= 0)
        return theme.dark ? QColor(0x2b, 0x31, 0x39) : QColor(0xe9, 0xec, 0xf0);
    const QColor weak = theme.dark ? QColor(0x5c, 0x22, 0x16) : QColor(0xfb, 0xc9, 0xa4);
    const QColor strong = theme.dark ? QColor(0xff, 0xb0, 0x6a) : QColor(0x8c, 0x13, 0x10);
    return mixed(weak, strong, std::sqrt(std::min(1.0, radians / (2 * std::numbers::pi))));
}

QRectF UnseenMap::mapRect(int set) const
{
    return mapRect(set, size());
}

QRectF UnseenMap::mapRect(int set, const QSizeF& size) const
{
    const QFontMetricsF metrics(scaledFont(font(), small));
    const int count = std::max<int>(1, int(sets().all().size()));
    const double title = std::ceil(metrics.height()) + 2;
    const double left = std::ceil(metrics.horizontalAdvance(QStringLiteral("000"))) + 8;
    const double right = std::ceil(metrics.horizontalAdvance(QStringLiteral("seen 100 %"))) + 12;
    const double bottom = std::ceil(metrics.height()) + 6;
    const double height = (size.height() - bottom - count * title - (count - 1) * gap) / count;
    return { left, title + set * (height + gap + title), std::max(10.0, std::floor(size.width() - left - right)),
        std::max(10.0, std::floor(height)) };
}

QImage UnseenMap::drawn(int number, const QSize& pixels, const Theme& theme) const
{
    m_pictures.resize(m_shares.size());
    Picture& picture = m_pictures[std::size_t(number)];
    if (picture.size == pixels && picture.dark == theme.dark && !picture.image.isNull())
        return picture.image;
    const rope::FactorSet& set = *sets().all()[std::size_t(number)];
    const int pairs = sets().geometry.pairs();
    QImage image(pixels.width(), pairs, QImage::Format_RGB32);
    const double perPixel = double(sets().target) / pixels.width();
    for (int pair = 0; pair < pairs; ++pair) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(pair));
        for (int x = 0; x < pixels.width(); ++x) {
            const auto first = std::int64_t(x * perPixel);
            const auto last = std::max(first, std::int64_t((x + 1) * perPixel) - 1);
            const double by
                = rope::largest_unseen(sets().geometry, sets().trained, set, pair, first, last, m_rule);
            line[x] = colourOfExcess(theme, by).rgb();
        }
    }
    picture = { pixels, theme.dark, image };
    return image;
}

void UnseenMap::paintPlot(QPainter& painter, const QSizeF& size, const Theme& theme, bool live) const
{
    painter.setFont(scaledFont(font(), small));
    for (int set = 0; set < int(m_shares.size()); ++set) {
        paintRow(painter, set, size, theme);
        paintShares(painter, set, mapRect(set, size), theme);
    }
    paintKey(painter, mapRect(0, size), theme);
    paintAxis(painter, mapRect(int(m_shares.size()) - 1, size), theme);
    if (!live || !m_cursor)
        return;
    const QRectF map = mapRect(m_cursor->set, size);
    const QPointF at(map.left() + (double(m_cursor->position) + 0.5) / double(sets().target) * map.width(),
        map.top() + (m_cursor->pair + 0.5) / sets().geometry.pairs() * map.height());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    for (const QPen& pen : { QPen(Qt::black, 3), QPen(Qt::white, 1.5) }) {
        painter.setPen(pen);
        painter.drawEllipse(at, 3.5, 3.5);
    }
    paintReadoutBox(painter, at, readout(), QRectF(QPointF(), size), theme);
}

void UnseenMap::paintRow(QPainter& painter, int number, const QSizeF& size, const Theme& theme) const
{
    const QRectF map = mapRect(number, size);
    const rope::FactorSet& set = *sets().all()[std::size_t(number)];
    const int pairs = sets().geometry.pairs();
    const QFontMetricsF metrics(painter.font());
    const QSize pixels = (map.size() * imageRatio(painter)).toSize();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(map, drawn(number, pixels, theme));

    const double trained = map.left() + double(sets().geometry.original_length) / double(sets().target) * map.width();
    if (trained < map.right()) {
        painter.fillRect(QRectF(std::floor(trained) - 1, map.top(), 3, map.height()), QColor(0, 0, 0, 60));
        painter.fillRect(QRectF(std::floor(trained), map.top(), 1, map.height()), Qt::white);
    }
    if (m_marked >= 0 && m_marked < sets().target) {
        const double x = map.left() + (double(m_marked) + 0.5) / double(sets().target) * map.width();
        painter.fillRect(QRectF(std::min(std::floor(x), map.right() - 2), map.top(), 2, map.height()), theme.accent);
    }
    if (set.n_hat > 0) {
        const double edge = std::min(1.0, double(set.n_hat) / double(sets().target)) * map.width();
        painter.fillRect(QRectF(map.left(), map.top(), std::max(2.0, edge), map.height()), QColor(0x56, 0xb4, 0xe9, 110));
    }
    if (selectedPair() >= 0) {
        const double top = map.top() + double(selectedPair()) / pairs * map.height();
        const double bottom = map.top() + double(selectedPair() + 1) / pairs * map.height();
        painter.setPen(QPen(theme.accent, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(map.left(), top, map.width(), bottom - top));
    }
    painter.setPen(readable(colourOf(theme, QString::fromStdString(set.id)), theme.panel));
    painter.drawText(QRectF(map.left(), map.top() - metrics.height() - 1, map.width(), metrics.height()),
        Qt::AlignLeft | Qt::AlignVCenter, nameOf(set));
    painter.setPen(theme.muted);
    painter.save();
    painter.setFont(scaledFont(font(), tiny));
    const QRectF column(0, map.top(), map.left() - 5, map.height());
    painter.drawText(column, Qt::AlignRight | Qt::AlignTop, QStringLiteral("0"));
    painter.drawText(column, Qt::AlignRight | Qt::AlignBottom, QString::number(pairs - 1));
    painter.restore();
}

void UnseenMap::paintShares(QPainter& painter, int number, const QRectF& map, const Theme& theme) const
{
    const std::vector<double>& shares = m_shares[std::size_t(number)];
    const QFontMetricsF metrics(painter.font());
    const double room = metrics.horizontalAdvance(QStringLiteral("seen 100 %"));
    const double left = map.right() + 8;
    const double row = map.height() / double(shares.size());
    painter.setPen(theme.muted);
    painter.drawText(QRectF(left, map.top() - metrics.height() - 1, room + 4, metrics.height()),
        Qt::AlignLeft | Qt::AlignVCenter, tr("seen"));
    for (std::size_t pair = 0; pair < shares.size(); ++pair) {
        const QRectF bar(left, map.top() + double(pair) * row, room, std::max(1.0, row - (row > 3 ? 1 : 0)));
        painter.fillRect(bar, theme.plot);
        painter.fillRect(QRectF(bar.topLeft(), QSizeF(shares[pair] * room, bar.height())),
            int(pair) == selectedPair() ? theme.accent : theme.axis);
    }
    // Numbers where they find room: each pair's, or the selected pair's alone.
    painter.save();
    painter.setFont(scaledFont(font(), tiny));
    const double height = QFontMetricsF(painter.font()).height();
    for (std::size_t pair = 0; pair < shares.size(); ++pair) {
        if (row < height - 1 && int(pair) != selectedPair())
            continue;
        const QString text = shareText(shares[pair]);
        const double width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 4;
        const double middle = std::clamp(
            map.top() + (double(pair) + 0.5) * row, map.top() + height / 2, map.bottom() - height / 2);
        const QRectF box(left + room - width, middle - height / 2, width, height);
        QColor back = theme.panel;
        back.setAlphaF(0.82F);
        painter.fillRect(box, back);
        painter.setPen(theme.text);
        painter.drawText(box, Qt::AlignCenter, text);
    }
    painter.restore();
}

void UnseenMap::paintKey(QPainter& painter, const QRectF& map, const Theme& theme) const
{
    const QFontMetricsF metrics(painter.font());
    double right = map.right();
    const auto write = [&](const QString& text) {
        const double width = metrics.horizontalAdvance(text);
        painter.setPen(theme.muted);
        painter.drawText(QRectF(right - width, map.top() - metrics.height() - 1, width + 1, metrics.height()),
            Qt::AlignLeft | Qt::AlignVCenter, text);
        right -= width + 5;
    };
    const double ramp = map.width() > 380 ? 56 : 28;
    write(tr("a turn off"));
    for (int i = 0; i < int(ramp); ++i)
        painter.fillRect(QRectF(right - ramp + i, map.top() - metrics.height() + 3, 1, metrics.ascent() - 3),
            colourOfExcess(theme, std::max(1e-9, std::pow(i / ramp, 2) * 2 * std::numbers::pi)));
    right -= ramp + 5;
    write(tr("seen"));
    painter.fillRect(QRectF(right - 14, map.top() - metrics.height() + 3, 14, metrics.ascent() - 3),
        colourOfExcess(theme, 0));
}

void UnseenMap::paintAxis(QPainter& painter, const QRectF& map, const Theme& theme) const
{
    const QFontMetricsF metrics(painter.font());
    double used = -1e9;
    const auto mark = [&](std::int64_t position, const QString& text) {
        const double x = map.left() + double(position) / double(sets().target) * map.width();
        const double width = metrics.horizontalAdvance(text) + 2;
        const double left = std::clamp(x - width / 2, 0.0, map.right() - width);
        if (left < used)
            return;
        painter.fillRect(QRectF(std::min(std::floor(x), map.right() - 1), map.bottom(), 1, 4), theme.axis);
        painter.setPen(theme.muted);
        painter.drawText(QRectF(left, map.bottom() + 4, width, metrics.height()), Qt::AlignCenter, text);
        used = left + width + 8;
    };
    mark(0, QStringLiteral("0"));
    mark(sets().geometry.original_length, tr("L %1").arg(tokensText(sets().geometry.original_length)));
    if (sets().target > sets().geometry.original_length) {
        if (sets().target / 2 > sets().geometry.original_length)
            mark(sets().target / 2, tokensText(sets().target / 2));
        mark(sets().target, tr("target %1").arg(tokensText(sets().target)));
    }
}

} // namespace ropewalk::views
