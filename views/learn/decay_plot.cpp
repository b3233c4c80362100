// SPDX-License-Identifier: GPL-3.0-only
#include "views/learn/decay_plot.h"

#include "core/rope/angles.h"
#include "core/rope/decay.h"
#include "views/frequency/frequency_rows.h"
#include "views/language/set_texts.h"
#include "views/plots/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double small = 0.85;
constexpr double lowest = -0.35; // of the product, so that the slow return below 0 is seen

} // namespace

DecayPlot::DecayPlot(QWidget* parent)
    : LearnView(tr("Decay with distance"), parent)
{
    setToolTip(tr("What rotation alone leaves of q·k at a distance: the mean over the pairs of the cosine of the "
                  "relative angle, times the attention factor squared."));
}

void DecayPlot::setLog(bool log)
{
    if (log == m_log)
        return;
    m_log = log;
    setsChanged();
    refresh();
    Q_EMIT logChanged(log);
}

void DecayPlot::setsChanged()
{
    m_lines = {};
    if (m_cursor)
        m_cursor = std::clamp(*m_cursor, m_log ? 1.0 : 0.0, double(std::max<std::int64_t>(1, sets().target - 1)));
}

DecayPlot::Frame DecayPlot::frame(const QSizeF& size) const
{
    const QFontMetricsF metrics(scaledFont(font(), small));
    const double left = std::ceil(metrics.horizontalAdvance(QStringLiteral("−0.25")) + metrics.height() + 14);
    double top = 1;
    for (const rope::FactorSet* set : sets().all())
        top = std::max(top, set->attention_factor * set->attention_factor);
    Frame frame;
    frame.plot = QRectF(QPointF(left, 5), QPointF(size.width() - 10, size.height() - 2 * metrics.height() - 8));
    const double last = double(std::max<std::int64_t>(2, sets().target - 1));
    frame.x = m_log ? Axis(Scale::log, 1, last) : Axis(Scale::linear, 0, last);
    frame.x.setWhole(true);
    frame.y = Axis(Scale::linear, lowest, top * 1.06);
    frame.x.setPixels(frame.plot.left(), frame.plot.right());
    frame.y.setPixels(frame.plot.bottom(), frame.plot.top());
    return frame;
}

const DecayPlot::Lines& DecayPlot::lines(const QSizeF& size) const
{
    if (m_lines.size == size && !m_lines.bins.empty())
        return m_lines;
    m_lines = { size, {}, {} };
    const Frame at = frame(size);
    const std::int64_t end = std::max<std::int64_t>(2, sets().target);
    std::int64_t next = m_log ? 1 : 0;
    for (double pixel = at.plot.left() + 1; next < end; ++pixel) {
        const auto last = std::min(end, std::int64_t(std::floor(at.x.toValue(pixel))) + 1);
        if (last > next) {
            m_lines.bins.push_back({ next, last - next });
            next = last;
        }
    }
    for (const rope::FactorSet* set : sets().all()) {
        std::vector<double>& values = m_lines.values.emplace_back();
        for (const Bin& bin : m_lines.bins)
            values.push_back(rope::mean_expected_product(sets().geometry, *set, bin.first, bin.count));
    }
    return m_lines;
}

QPointF DecayPlot::pixelOf(double distance, double value) const
{
    const Frame at = frame(size());
    return { at.x.toPixel(distance), at.y.toPixel(value) };
}

std::size_t DecayPlot::binAt(const Lines& lines, double distance) const
{
    const auto after = std::upper_bound(lines.bins.begin(), lines.bins.end(), distance,
        [](double value, const Bin& bin) { return value < double(bin.first); });
    return std::size_t(std::max<std::ptrdiff_t>(0, after - lines.bins.begin() - 1));
}

QString DecayPlot::textAt(const Lines& lines, std::size_t number) const
{
    const Bin& bin = lines.bins[number];
    QString text = bin.count > 1
        ? tr("distances %1–%2, mean").arg(bin.first).arg(bin.first + bin.count - 1)
        : tr("distance %1").arg(bin.first);
    const std::vector<const rope::FactorSet*> all = sets().all();
    for (std::size_t i = 0; i < all.size(); ++i)
        text += QStringLiteral("\n%1 %2").arg(nameOf(*all[i]), numberText(lines.values[i][number], 0.001));
    return text;
}

QString DecayPlot::readout() const
{
    if (!m_cursor || sets().isEmpty())
        return {};
    const Lines& shown = lines(size());
    return textAt(shown, binAt(shown, *m_cursor));
}

QString DecayPlot::told() const
{
    QStringList parts { tr("Expected q·k against distance, up to %1 tokens").arg(sets().target) };
    for (const rope::FactorSet* set : sets().all())
        parts << tr("%1: %2 at distance 1, %3 at the trained length, %4 at the target")
                     .arg(nameOf(*set))
                     .arg(numberText(rope::expected_product(sets().geometry, *set, 1), 0.01),
                         numberText(rope::expected_product(sets().geometry, *set, sets().geometry.original_length), 0.01),
                         numberText(rope::expected_product(sets().geometry, *set, sets().target - 1), 0.01));
    if (m_cursor)
        parts << readout().replace(u'\n', QStringLiteral(", "));
    return parts.join(QStringLiteral(". "));
}

PlotNumbers DecayPlot::numbers() const
{
    if (sets().isEmpty())
        return {};
    const Lines& shown = lines(size());
    PlotNumbers table;
    table.columns = { QStringLiteral("first_distance"), QStringLiteral("last_distance") };
    for (const rope::FactorSet* set : sets().all())
        table.columns << shownName(*set);
    for (std::size_t i = 0; i < shown.bins.size(); ++i) {
        const Bin& bin = shown.bins[i];
        QStringList row { QString::number(bin.first), QString::number(bin.first + bin.count - 1) };
        for (const std::vector<double>& values : shown.values)
            row << PlotNumbers::number(values[i]);
        table.rows << row;
    }
    return table;
}

void DecayPlot::paintPlot(QPainter& painter, const QSizeF& size, const Theme& theme, bool live) const
{
    const Lines shown = lines(size);
    const Frame at = frame(size);
    painter.setFont(scaledFont(font(), small));
    painter.fillRect(at.plot, theme.plot);
    paintBottomAxis(painter, at.plot, at.x, at.x.ticks(std::max(2, int(at.plot.width() / 60))),
        oneOf({ tr("distance, tokens; to the target %1").arg(tokensText(sets().target)), tr("distance, tokens") }), theme);
    paintLeftAxis(painter, at.plot, at.y, at.y.ticks(std::max(2, int(at.plot.height() / 26))), tr("expected q·k"),
        theme);
    paintMark(painter, at.plot, at.x.toPixel(double(sets().geometry.original_length)),
        tr("L %1").arg(tokensText(sets().geometry.original_length)), theme.muted);

    painter.save();
    painter.setClipRect(at.plot);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.axis, 1));
    painter.drawLine(QPointF(at.plot.left(), at.y.toPixel(0)), QPointF(at.plot.right(), at.y.toPixel(0)));
    const std::vector<const rope::FactorSet*> all = sets().all();
    const auto path = [&](const auto& valueOf) {
        QPainterPath line;
        for (std::size_t i = 0; i < shown.bins.size(); ++i) {
            const QPointF point(at.x.toPixel(shown.bins[i].middle()), at.y.toPixel(valueOf(i)));
            i == 0 ? line.moveTo(point) : line.lineTo(point);
        }
        return line;
    };
    painter.setBrush(Qt::NoBrush);
    if (selectedPair() >= 0) {
        rope::FactorSet turned = *all.front();
        turned.n_hat = 0;
        painter.setPen(QPen(faded(theme, theme.accent, 0.5), 1));
        painter.drawPath(path([&](std::size_t i) {
            return rope::mean_cosine(
                sets().geometry, turned, selectedPair(), shown.bins[i].first, shown.bins[i].count);
        }));
    }
    for (std::size_t k = all.size(); k-- > 0;) {
        const QColor colour = colourOf(theme, QString::fromStdString(all[k]->id));
        painter.setPen(QPen(colour, k == 0 ? 2.2 : 1.6, k == 0 ? Qt::SolidLine : Qt::DashLine));
        painter.drawPath(path([&](std::size_t i) { return shown.values[k][i]; }));
    }
    painter.restore();

    // Names at the upper right, where every curve has fallen.
    const QFontMetricsF metrics(painter.font());
    double y = at.plot.top() + metrics.height() + 6;
    const auto name = [&](const QString& text, const QColor& colour) {
        const double width = metrics.horizontalAdvance(text) + 6;
        const QRectF box(at.plot.right() - 5 - width, y, width, metrics.height() + 1);
        QColor back = theme.panel;
        back.setAlphaF(0.85F);
        painter.fillRect(box, back);
        painter.setPen(readable(colour, theme.panel));
        painter.drawText(box, Qt::AlignCenter, text);
        y += metrics.height() + 1;
    };
    for (std::size_t k = 0; k < all.size(); ++k)
        name((k == 0 ? QStringLiteral("— ") : QStringLiteral("-- ")) + nameOf(*all[k]),
            colourOf(theme, QString::fromStdString(all[k]->id)));
    if (selectedPair() >= 0)
        name(tr("pair %1 alone").arg(selectedPair()), theme.accent);

    if (live && m_cursor) {
        const std::size_t bin = binAt(shown, *m_cursor);
        const double x = at.x.toPixel(shown.bins[bin].middle());
        painter.setPen(QPen(theme.axis, 1));
        painter.drawLine(QPointF(x, at.plot.top()), QPointF(x, at.plot.bottom()));
        paintReadoutBox(painter, { x, at.y.toPixel(shown.values.front()[bin]) }, textAt(shown, bin),
            QRectF(QPointF(), size), theme);
    }
}

void DecayPlot::mouseMoveEvent(QMouseEvent* event)
{
    const Frame at = frame(size());
    m_cursor.reset();
    if (at.plot.contains(event->position()))
        m_cursor = at.x.toValue(event->position().x());
    refresh();
}

void DecayPlot::leaveEvent(QEvent*)
{
    m_cursor.reset();
    refresh();
}

void DecayPlot::keyPressEvent(QKeyEvent* event)
{
    if (sets().isEmpty()) {
        QWidget::keyPressEvent(event);
        return;
    }
    const Lines& shown = lines(size());
    const auto walk = [&](std::ptrdiff_t step) {
        const auto last = std::ssize(shown.bins) - 1;
        const std::ptrdiff_t now = m_cursor ? std::ptrdiff_t(binAt(shown, *m_cursor)) + step : last / 2;
        m_cursor = double(shown.bins[std::size_t(std::clamp<std::ptrdiff_t>(now, 0, last))].first);
        refresh();
    };
    switch (event->key()) {
    case Qt::Key_Left:
        return walk(-1);
    case Qt::Key_Right:
        return walk(1);
    case Qt::Key_Home:
        m_cursor = 0;
        return walk(0);
    case Qt::Key_End:
        m_cursor = double(sets().target);
        return walk(0);
    case Qt::Key_Up:
        return choosePair(std::max(0, selectedPair() - 1));
    case Qt::Key_Down:
        return choosePair(selectedPair() + 1);
    case Qt::Key_L:
        return setLog(!m_log);
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace ropewalk::views
