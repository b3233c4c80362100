// SPDX-License-Identifier: GPL-3.0-only
#include "views/perplexity/perplexity_bars.h"

#include "views/plots/axis.h"
#include "views/plots/export/plot_menu.h"
#include "views/plots/text/fitted_number.h"
#include "views/plots/theme.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <numeric>

namespace ropewalk::views {

namespace {

constexpr int fewestRows = 5;
constexpr int mostNeeded = 7; // lines that always find room: the window, the baselines, the active set, the count
constexpr double closest = 0.82; // of a row's height
constexpr double closestUnderTitles = 0.72; // so that the columns' titles take no room of their own
constexpr double longestOfBest = 4; // the longest bar's perplexity over the shortest's
constexpr double mostOfLabels = 0.46; // of the width
constexpr double gap = 8; // between label, bar and number
constexpr double shortestRoom = 16; // pixels for bars; with fewer there are none
constexpr double textSize = 0.92; // of the font
constexpr double headSize = 0.78; // of the columns' titles
constexpr int wheelStep = 120; // as Qt counts it

QString shown(const std::optional<double>& perplexity)
{
    return perplexity ? briefText(*perplexity) : QStringLiteral("–");
}

QString shown(const PerplexityRow& row)
{
    return row.change.isEmpty() ? shown(row.perplexity) : row.change;
}

QString factorText(double factor)
{
    return PerplexityBars::tr("m %1").arg(views::numberText(factor, 0.001));
}

bool stays(const PerplexityRow& row)
{
    return row.active || row.always;
}

} // namespace

PerplexityBars::PerplexityBars(QWidget* parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Perplexity of every set"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setFocusPolicy(Qt::TabFocus);
    offerExport(this, this);
}

void PerplexityBars::renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const
{
    PerplexityBars copy;
    copy.setFont(font());
    copy.m_rows = m_rows;
    copy.m_common = m_common;
    renderWidget(copy, painter, size, palette);
}

PlotNumbers PerplexityBars::numbers() const
{
    PlotNumbers table;
    table.columns
        = QStringList { QStringLiteral("set"), QStringLiteral("attention factor"), QStringLiteral("perplexity"),
              QStringLiteral("common attention factor"), QStringLiteral("perplexity at it"), QStringLiteral("windows"),
              QStringLiteral("split") };
    QStringList names, ids;
    for (const PerplexityRow& row : m_rows) {
        names << row.label;
        ids << row.id;
    }
    const QStringList labels = distinctLabels(names, ids);
    const auto cell
        = [](const std::optional<double>& value) { return value ? PlotNumbers::number(*value) : QString(); };
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const PerplexityRow& row = m_rows[i];
        const bool measured = row.perplexity && !row.stale;
        table.rows << QStringList { labels[qsizetype(i)], PlotNumbers::number(row.factor),
            measured ? cell(row.perplexity) : QString(), cell(row.id == u"inside" ? std::nullopt : m_common),
            cell(row.atCommon), measured && row.windows > 0 ? QString::number(row.windows) : QString(),
            measured ? row.split : QString() };
    }
    return table;
}

void PerplexityBars::setRows(std::vector<PerplexityRow> rows, std::optional<double> commonFactor)
{
    m_common = commonFactor;
    QString tip = tr("Bars end at four times the best perplexity; a longer one is broken");
    if (m_common)
        tip += u'\n'
            + tr("Left: every set at its own attention factor m. Right: all at m = √(1 + ln s/ln L) = %1, where they "
                 "differ in their λ alone.")
                  .arg(views::numberText(*m_common, 0.001));
    setToolTip(tip);
    std::stable_sort(rows.begin(), rows.end(), [](const PerplexityRow& one, const PerplexityRow& other) {
        if (one.perplexity && other.perplexity)
            return *one.perplexity < *other.perplexity;
        return one.perplexity.has_value() && !other.perplexity;
    });
    m_rows = std::move(rows);
    QStringList told;
    for (const PerplexityRow& row : m_rows) {
        QString text = tr("%1: %2").arg(row.label, row.perplexity ? shown(row) : tr("not scored"));
        if (row.atCommon)
            text += tr(" (%1 at the common attention factor)").arg(shown(row.atCommon));
        told << text;
    }
    setAccessibleDescription(told.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

double PerplexityBars::rowHeight() const
{
    return QFontMetrics(font()).height() + 4;
}

double PerplexityBars::headHeight() const
{
    return m_common ? QFontMetrics(scaledFont(font(), headSize)).height() : 0;
}

double PerplexityBars::leastHeight() const
{
    return (m_common ? closestUnderTitles : closest) * rowHeight();
}

QSize PerplexityBars::sizeHint() const
{
    return { 190, int(headHeight() + rowHeight() * std::max(fewestRows, int(m_rows.size()))) };
}

QSize PerplexityBars::minimumSizeHint() const
{
    const int lines = std::clamp(int(m_rows.size()), fewestRows, mostNeeded);
    return { 150, int(headHeight() + leastHeight() * lines) + 1 };
}

int PerplexityBars::room() const
{
    return std::max(1, int((height() - headHeight()) / leastHeight()));
}

double PerplexityBars::lineHeight() const
{
    const double under = height() - headHeight();
    return std::min(rowHeight(), under / std::max(1, std::min(room(), int(m_rows.size()))));
}

std::vector<int> PerplexityBars::shownRows() const
{
    std::vector<int> all(m_rows.size());
    std::iota(all.begin(), all.end(), 0);
    if (room() >= int(all.size()))
        return all;
    // The active set before the baselines, both before the others from the first that is not passed.
    std::vector<int> taken;
    const auto take = [&](auto&& wanted, int passed) {
        for (int row : all)
            if (int(taken.size()) < room() - 1 && wanted(m_rows[std::size_t(row)]) && passed-- <= 0)
                taken.push_back(row);
    };
    take([](const PerplexityRow& row) { return row.active; }, 0);
    take([](const PerplexityRow& row) { return row.always && !row.active; }, 0);
    const int others = int(std::count_if(m_rows.begin(), m_rows.end(), [](const auto& row) { return !stays(row); }));
    const int left = std::max(0, room() - 1 - int(taken.size()));
    take([](const PerplexityRow& row) { return !stays(row); }, std::min(m_passed, std::max(0, others - left)));
    std::sort(taken.begin(), taken.end());
    return taken;
}

PerplexityBars::Columns PerplexityBars::columns(const std::vector<int>& rows) const
{
    Columns out{ 0, 0, 0, 0 };
    for (int number : rows) {
        const PerplexityRow& row = m_rows[std::size_t(number)];
        const QFontMetricsF labels(scaledFont(font(), textSize, row.active));
        const QFontMetricsF digits(numberFont(font(), textSize, row.active));
        out.labels = std::max(out.labels, labels.horizontalAdvance(row.label));
        out.numbers = std::max(out.numbers, digits.horizontalAdvance(shown(row)));
        out.common = std::max(
            out.common, QFontMetricsF(numberFont(font(), textSize)).horizontalAdvance(shown(row.atCommon)));
        out.longest = std::max(out.longest, row.perplexity.value_or(0));
    }
    if (!m_rows.empty() && m_rows.front().perplexity)
        out.longest = std::min(out.longest, longestOfBest * *m_rows.front().perplexity);
    out.labels = std::min(out.labels + 2, width() * mostOfLabels);
    out.numbers = std::max(out.numbers,
                      QFontMetricsF(numberFont(font(), textSize, true)).horizontalAdvance(QStringLiteral("≈00.0")))
        + 2;
    const QFontMetricsF head(scaledFont(font(), headSize));
    if (m_common) {
        out.numbers = std::max(out.numbers, head.horizontalAdvance(tr("own m")));
        out.common = std::max(out.common, head.horizontalAdvance(factorText(*m_common))) + gap;
    } else {
        out.common = 0;
    }
    return out;
}

QRectF PerplexityBars::numberPlace(int line) const
{
    const Columns wide = columns(shownRows());
    return { width() - wide.common - wide.numbers, headHeight() + line * lineHeight(), wide.numbers, lineHeight() };
}

QString PerplexityBars::numberText(int line) const
{
    const std::vector<int> rows = shownRows();
    return line >= 0 && line < int(rows.size()) ? shown(m_rows[std::size_t(rows[std::size_t(line)])]) : QString();
}

void PerplexityBars::paintRow(
    QPainter& painter, const PerplexityRow& row, const QRectF& line, const Columns& columns) const
{
    const Theme theme = themeFor(palette());
    painter.setFont(scaledFont(font(), textSize, row.active));
    painter.setPen(row.active ? theme.text : theme.muted);
    painter.drawText(QRectF(0, line.top(), columns.labels, line.height()), Qt::AlignVCenter | Qt::AlignLeft,
        QFontMetricsF(painter.font()).elidedText(row.label, Qt::ElideRight, columns.labels));
    const double left = columns.labels + gap, right = width() - columns.common - columns.numbers - gap;
    // A sliver of a bar would be read as a digit.
    if (row.perplexity && columns.longest > 0 && right - left >= shortestRoom) {
        const QColor own = row.id == u"inside" ? theme.axis : colourOf(theme, row.id);
        const double share = std::min(1.0, *row.perplexity / columns.longest);
        const QRectF bar(left, line.center().y() - 3.5, std::max(2.0, (right - left) * share), 7);
        painter.setPen(Qt::NoPen);
        painter.setBrush(faded(theme, own, row.stale ? 0.35 : row.active ? 1 : 0.75));
        painter.drawRoundedRect(bar, 1.5, 1.5);
        if (*row.perplexity > columns.longest * (1 + 1e-9)) {
            painter.setPen(QPen(theme.panel, 2.5));
            const double middle = bar.right() - 10;
            painter.drawLine(QPointF(middle - 2, bar.bottom() + 1), QPointF(middle + 2, bar.top() - 1));
        }
    }
    painter.setFont(numberFont(font(), textSize, row.active));
    painter.setPen(!row.perplexity || row.stale ? theme.muted : theme.text);
    painter.drawText(
        QRectF(width() - columns.common - columns.numbers, line.top(), columns.numbers, line.height()),
        Qt::AlignVCenter | Qt::AlignRight, shown(row));
    if (!m_common || row.id == u"inside")
        return;
    painter.setFont(numberFont(font(), textSize));
    painter.setPen(row.atCommon ? theme.text : theme.muted);
    painter.drawText(QRectF(width() - columns.common, line.top(), columns.common, line.height()),
        Qt::AlignVCenter | Qt::AlignRight, shown(row.atCommon));
}

void PerplexityBars::paintEvent(QPaintEvent*)
{
    const Theme theme = themeFor(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const std::vector<int> rows = shownRows();
    const Columns measured = columns(rows);
    const double high = lineHeight();
    const double top = headHeight();
    if (m_common) {
        painter.setFont(scaledFont(font(), headSize));
        painter.setPen(theme.muted);
        painter.drawText(
            QRectF(0, 0, width() - measured.common, top), Qt::AlignRight | Qt::AlignVCenter, tr("own m"));
        painter.drawText(QRectF(0, 0, width(), top), Qt::AlignRight | Qt::AlignVCenter, factorText(*m_common));
    }
    for (std::size_t line = 0; line < rows.size(); ++line)
        paintRow(painter, m_rows[std::size_t(rows[line])], QRectF(0, top + double(line) * high, width(), high),
            measured);
    if (const int more = int(m_rows.size() - rows.size()); more > 0) {
        painter.setFont(scaledFont(font(), textSize));
        painter.setPen(theme.muted);
        painter.drawText(QRectF(0, top + double(rows.size()) * high, width(), high), Qt::AlignVCenter | Qt::AlignLeft,
            QFontMetricsF(painter.font()).elidedText(tr("scroll for %1 more").arg(more), Qt::ElideRight, width()));
    }
    if (hasFocus())
        paintFocus(painter, rect(), theme);
}

void PerplexityBars::pass(int lines)
{
    const std::vector<int> rows = shownRows();
    const int left = int(m_rows.size() - rows.size());
    m_passed = std::clamp(m_passed + lines, 0, left);
    update();
}

void PerplexityBars::wheelEvent(QWheelEvent* event)
{
    if (shownRows().size() == m_rows.size())
        return QWidget::wheelEvent(event);
    if (const int steps = event->angleDelta().y(); steps != 0)
        pass(steps > 0 ? -std::max(1, steps / wheelStep) : std::max(1, -steps / wheelStep));
    event->accept();
}

void PerplexityBars::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Down)
        pass(1);
    else if (event->key() == Qt::Key_Up)
        pass(-1);
    else
        QWidget::keyPressEvent(event);
}

} // namespace ropewalk::views
