// SPDX-License-Identifier: GPL-3.0-only
#include "views/perplexity/perplexity_bars.h"

#include "views/plots/axis.h"
#include "views/plots/export/plot_menu.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>

namespace ropewalk::views {

namespace {

constexpr int fewestRows = 5;
constexpr int mostNeeded = 7; // rows that always find room: the window, the baselines, two sets
constexpr double closest = 0.88; // of a row's height
constexpr double longestOfBest = 4; // the longest bar's perplexity over the shortest's

QString shown(const PerplexityRow& row)
{
    if (!row.perplexity)
        return QStringLiteral("–");
    return (row.preview ? QStringLiteral("≈") : QString()) + significantText(*row.perplexity, 3);
}

} // namespace

PerplexityBars::PerplexityBars(QWidget* parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Perplexity of every set"));
    setToolTip(tr("Bars end at four times the best perplexity; a longer one is broken"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setFocusPolicy(Qt::TabFocus);
    offerExport(this, this);
}

void PerplexityBars::renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const
{
    PerplexityBars copy;
    copy.setFont(font());
    copy.m_rows = m_rows;
    renderWidget(copy, painter, size, palette);
}

PlotNumbers PerplexityBars::numbers() const
{
    PlotNumbers table;
    table.columns = QStringList { QStringLiteral("set"), QStringLiteral("perplexity"), QStringLiteral("preview") };
    for (const PerplexityRow& row : m_rows)
        table.rows << QStringList { row.label, row.perplexity ? PlotNumbers::number(*row.perplexity) : QString(),
            row.preview ? QStringLiteral("yes") : QStringLiteral("no") };
    return table;
}

void PerplexityBars::setRows(std::vector<PerplexityRow> rows)
{
    std::stable_sort(rows.begin(), rows.end(), [](const PerplexityRow& one, const PerplexityRow& other) {
        if (one.perplexity && other.perplexity)
            return *one.perplexity < *other.perplexity;
        return one.perplexity.has_value() && !other.perplexity;
    });
    m_rows = std::move(rows);
    QStringList told;
    for (const PerplexityRow& row : m_rows)
        told << tr("%1: %2").arg(row.label, row.perplexity ? shown(row) : tr("not scored"));
    setAccessibleDescription(told.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

int PerplexityBars::rowHeight() const
{
    return QFontMetrics(font()).height() + 4;
}

QSize PerplexityBars::sizeHint() const
{
    return { 190, rowHeight() * std::max(fewestRows, int(m_rows.size())) };
}

QSize PerplexityBars::minimumSizeHint() const
{
    return { 150, rowHeight() * std::clamp(int(m_rows.size()), fewestRows, mostNeeded) };
}

void PerplexityBars::paintEvent(QPaintEvent*)
{
    const Theme theme = themeFor(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont plain = scaledFont(font(), 0.92);
    const QFont numbers = numberFont(font(), 0.92);
    const QFontMetricsF metrics(plain);
    const double numberWidth
        = QFontMetricsF(numberFont(font(), 0.92, true)).horizontalAdvance(QStringLiteral("≈00.0")) + 2;
    double labelWidth = 0;
    double longest = 0;
    for (const PerplexityRow& row : m_rows) {
        labelWidth = std::max(
            labelWidth, QFontMetricsF(scaledFont(font(), 0.92, row.active)).horizontalAdvance(row.label));
        longest = std::max(longest, row.perplexity.value_or(0));
    }
    if (!m_rows.empty() && m_rows.front().perplexity)
        longest = std::min(longest, longestOfBest * *m_rows.front().perplexity);
    labelWidth = std::min(labelWidth + 2, width() * 0.46);
    const double barLeft = labelWidth + 8;
    const double barRight = std::max(barLeft + 1, width() - numberWidth - 6);
    // Rows move a little closer before one is left out.
    const int room = std::max(1, int(this->height() / (closest * rowHeight())));
    const int rows = std::min(room, int(m_rows.size()));
    const double height = std::min(double(rowHeight()), double(this->height()) / std::max(1, rows));
    for (int i = 0; i < rows; ++i) {
        const PerplexityRow& row = m_rows[std::size_t(i)];
        const QRectF line(0, i * height, width(), height);
        painter.setFont(row.active ? scaledFont(font(), 0.92, true) : plain);
        painter.setPen(row.active ? theme.text : theme.muted);
        painter.drawText(QRectF(0, line.top(), labelWidth, height), Qt::AlignVCenter | Qt::AlignLeft,
            QFontMetricsF(painter.font()).elidedText(row.label, Qt::ElideRight, labelWidth));
        if (row.perplexity && longest > 0) {
            QColor colour = row.id == u"inside" ? theme.axis : colourOf(theme, row.id);
            colour.setAlphaF(row.active ? 1.0F : 0.75F);
            const double share = std::min(1.0, *row.perplexity / longest);
            const QRectF bar(
                barLeft, line.center().y() - 3.5, std::max(2.0, (barRight - barLeft) * share), 7);
            painter.setPen(Qt::NoPen);
            painter.setBrush(colour);
            painter.drawRoundedRect(bar, 1.5, 1.5);
            if (*row.perplexity > longest * (1 + 1e-9)) {
                painter.setPen(QPen(theme.panel, 2.5));
                const double gap = bar.right() - 10;
                painter.drawLine(QPointF(gap - 2, bar.bottom() + 1), QPointF(gap + 2, bar.top() - 1));
            }
        }
        painter.setFont(row.active ? numberFont(font(), 0.92, true) : numbers);
        painter.setPen(!row.perplexity || row.preview ? theme.muted : theme.text);
        painter.drawText(QRectF(width() - numberWidth, line.top(), numberWidth, height),
            Qt::AlignVCenter | Qt::AlignRight, shown(row));
    }
    if (hasFocus())
        paintFocus(painter, rect(), theme);
}

} // namespace ropewalk::views
