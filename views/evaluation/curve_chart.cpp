// SPDX-License-Identifier: GPL-3.0-only
#include "views/evaluation/curve_chart.h"

#include "views/evaluation/set_style.h"
#include "views/language/set_texts.h"
#include "views/plots/chart.h"
#include "views/plots/export/plot_menu.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double lineWidth = 2;
constexpr double dragDistance = 4; // pixels; less is a click

/// The axis over these values, or its own ends where it has them.
Axis axisOver(const PlotAxis& wish, const std::vector<double>& values, bool padded)
{
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (double value : values)
        if (std::isfinite(value) && (wish.scale == Scale::linear || value > 0)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    if (!(low <= high)) {
        low = wish.scale == Scale::log ? 1 : 0;
        high = wish.scale == Scale::log ? 10 : 1;
    }
    Scale scale = wish.scale;
    if (padded && scale == Scale::log && high / low < 4)
        scale = Scale::linear; // round numbers say more there
    if (padded) {
        const double room = scale == Scale::log ? 0 : std::max(high - low, std::abs(high) * 0.02) * 0.06;
        low = scale == Scale::log ? low / 1.12 : std::max(low - room, low >= 0 ? 0.0 : low - room);
        high = scale == Scale::log ? high * 1.12 : high + room;
    }
    Axis axis(scale, wish.low.value_or(low), wish.high.value_or(high));
    axis.setWhole(wish.whole);
    return axis;
}

} // namespace

CurveChart::CurveChart(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_chart(new Chart(this))
{
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMinimumSize(160, 100);
    m_chart->setAttribute(Qt::WA_TransparentForMouseEvents);
    offerExport(this, this);
    m_chart->setOverlay([this](QPainter& painter) { paintOver(painter); });
}

void CurveChart::renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const
{
    CurveChart copy(accessibleName());
    copy.setFont(font());
    copy.setPalette(palette);
    copy.m_x = m_x;
    copy.m_y = m_y;
    copy.m_series = m_series;
    copy.m_marks = m_marks;
    copy.m_range = m_range;
    copy.rebuild();
    renderWidget(copy, painter, size, palette);
}

PlotNumbers CurveChart::numbers() const
{
    PlotNumbers table;
    table.columns = QStringList { QStringLiteral("set"), m_x.title, m_y.title, QStringLiteral("low"), QStringLiteral("high") };
    for (const PlotSeries& one : m_series)
        for (const PlotPoint& point : one.points)
            table.rows << QStringList { shownName(one.of.set), PlotNumbers::number(point.x),
                PlotNumbers::number(point.y), PlotNumbers::number(point.low), PlotNumbers::number(point.high) };
    return table;
}

void CurveChart::setAxes(const PlotAxis& x, const PlotAxis& y)
{
    m_x = x;
    m_y = y;
    rebuild();
}

void CurveChart::setSeries(std::vector<PlotSeries> series)
{
    m_series = std::move(series);
    rebuild();
}

void CurveChart::setMarks(std::vector<PlotMark> marks)
{
    m_marks = std::move(marks);
    // Their labels are placed from left to right, each where the one before leaves room.
    std::stable_sort(m_marks.begin(), m_marks.end(), [](const PlotMark& a, const PlotMark& b) { return a.x < b.x; });
    m_chart->repaintOverlay();
}

void CurveChart::setRange(const std::optional<Range>& range)
{
    m_range = range;
    m_chart->repaintOverlay();
}

QPointF CurveChart::toPixel(const QPointF& value) const
{
    return m_chart->toPixel(value);
}

void CurveChart::rebuild()
{
    const Theme theme = themeFor(palette());
    while (m_lines.size() < m_series.size()) {
        m_bands.push_back(m_chart->addBand());
        m_lines.push_back(m_chart->addLine());
    }
    std::vector<double> across, up;
    double nameWidth = 0;
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        QList<QPointF> line, lower, upper;
        if (i < m_series.size()) {
            const PlotSeries& one = m_series[i];
            for (const PlotPoint& point : one.points) {
                across.push_back(point.x);
                up.insert(up.end(), { point.y, point.low, point.high });
                if (!std::isfinite(point.y))
                    continue;
                line.append({ point.x, point.y });
                if (std::isfinite(point.low) && std::isfinite(point.high)) {
                    lower.append({ point.x, point.low });
                    upper.append({ point.x, point.high });
                }
            }
            const QColor colour = colourOf(theme, QString::fromStdString(one.of.set.id));
            m_chart->setLineStyle(m_lines[i], colour, lineWidth, penStyleOf(one.of.letter));
            m_chart->setBandStyle(m_bands[i], shaded(theme, colour, 0.15));
            nameWidth = std::max(
                nameWidth, QFontMetricsF(scaledFont(font(), 0.9, true)).horizontalAdvance(titleOf(one.of)));
        }
        m_chart->setPoints(m_lines[i], line);
        m_chart->setBand(m_bands[i], lower, upper);
    }
    m_stops = across;
    std::sort(m_stops.begin(), m_stops.end());
    m_stops.erase(std::unique(m_stops.begin(), m_stops.end()), m_stops.end());
    if (m_cursor >= int(m_stops.size()))
        m_cursor = -1;
    // Axes over nothing would be invented numbers.
    m_chart->setAxesVisible(!m_stops.empty());
    m_chart->setAxes(axisOver(m_x, across, false), m_x.title, axisOver(m_y, up, true), m_y.title);
    m_chart->setRightMargin(std::min(std::ceil(nameWidth) + 14, width() * 0.3));
    QStringList told;
    for (const PlotSeries& one : m_series)
        if (!one.points.empty())
            told << tr("%1 ends at %2").arg(titleOf(one.of), significantText(one.points.back().y, 3));
    setAccessibleDescription(told.join(QStringLiteral("; ")));
    m_chart->repaintOverlay();
}

QStringList CurveChart::reading() const
{
    if (m_cursor < 0)
        return {};
    const double x = m_stops[std::size_t(m_cursor)];
    QStringList lines{ QStringLiteral("%L1").arg(qint64(std::llround(x))) };
    for (const PlotSeries& one : m_series)
        for (const PlotPoint& point : one.points)
            if (point.x == x) {
                QString text = titleOf(one.of) + u' ' + significantText(point.y, 3);
                if (std::isfinite(point.low) && std::isfinite(point.high) && point.high > point.low)
                    text += tr(" (%1 … %2)").arg(significantText(point.low, 3), significantText(point.high, 3));
                lines << text;
            }
    return lines;
}

double CurveChart::clamped(double x) const
{
    return m_stops.empty() ? x : std::clamp(x, m_stops.front(), m_stops.back());
}

int CurveChart::stopAt(double pixel) const
{
    int best = -1;
    for (int i = 0; i < int(m_stops.size()); ++i) {
        const auto away = [&](int stop) {
            return std::abs(m_chart->toPixel({ m_stops[std::size_t(stop)], 0 }).x() - pixel);
        };
        if (best < 0 || away(i) < away(best))
            best = i;
    }
    return best;
}

void CurveChart::moveCursor(int stop)
{
    m_cursor = m_stops.empty() ? -1 : std::clamp(stop, -1, int(m_stops.size()) - 1);
    m_chart->repaintOverlay();
}

void CurveChart::keyPressEvent(QKeyEvent* event)
{
    const int last = int(m_stops.size()) - 1;
    const int before = m_cursor;
    switch (event->key()) {
    case Qt::Key_Left:
        moveCursor(std::max(0, m_cursor - 1));
        break;
    case Qt::Key_Right:
        moveCursor(std::min(last, m_cursor + 1));
        break;
    case Qt::Key_Home:
        moveCursor(0);
        break;
    case Qt::Key_End:
        moveCursor(last);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_cursor >= 0)
            Q_EMIT pointChosen(m_stops[std::size_t(m_cursor)]);
        return;
    case Qt::Key_Escape:
        if (!m_range) {
            QWidget::keyPressEvent(event);
            return;
        }
        m_range.reset();
        m_chart->repaintOverlay();
        Q_EMIT rangeChanged();
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    if (!m_brushable || !(event->modifiers() & Qt::ShiftModifier) || m_cursor < 0 || before < 0)
        return;
    // The end that the cursor stood on goes with it.
    const double from = m_stops[std::size_t(before)], to = m_stops[std::size_t(m_cursor)];
    const double fixed = !m_range ? from : m_range->first == from ? m_range->second : m_range->first;
    m_range = Range(std::min(fixed, to), std::max(fixed, to));
    m_chart->repaintOverlay();
    Q_EMIT rangeChanged();
}

void CurveChart::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_stops.empty())
        return;
    m_pressed = clamped(m_chart->toValue(event->position()).x());
    m_dragged = false;
}

void CurveChart::mouseMoveEvent(QMouseEvent* event)
{
    moveCursor(stopAt(event->position().x()));
    if (!m_pressed || !m_brushable)
        return;
    m_dragged = m_dragged || std::abs(event->position().x() - m_chart->toPixel({ *m_pressed, 0 }).x()) >= dragDistance;
    if (!m_dragged)
        return;
    const double here = clamped(m_chart->toValue(event->position()).x());
    m_range = Range(std::min(*m_pressed, here), std::max(*m_pressed, here));
    m_chart->repaintOverlay();
    Q_EMIT rangeChanged();
}

void CurveChart::mouseReleaseEvent(QMouseEvent* event)
{
    if (!m_pressed || event->button() != Qt::LeftButton)
        return;
    m_pressed.reset();
    if (m_dragged)
        return;
    moveCursor(stopAt(event->position().x()));
    if (m_cursor >= 0)
        Q_EMIT pointChosen(m_stops[std::size_t(m_cursor)]);
}

void CurveChart::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    if (!hasFocus())
        moveCursor(-1);
}

void CurveChart::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    moveCursor(-1);
}

void CurveChart::resizeEvent(QResizeEvent*)
{
    m_chart->setGeometry(rect());
    rebuild();
}

void CurveChart::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        rebuild();
}

} // namespace ropewalk::views
