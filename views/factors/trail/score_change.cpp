// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/trail/score_change.h"

#include "views/document/paired_score.h"
#include "views/factors/trail/score_trail.h"
#include "views/plots/text/fitted_number.h"
#include "views/plots/theme.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double scaleWidth = 64; // pixels
constexpr double smallest = 0.01; // the change that fills the scale, unless it is larger

} // namespace

ScoreChange::ScoreChange(Document* document, ScoreTrail* trail, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_trail(trail)
{
    setFont(numberFont(font(), 0.9));
    setAccessibleName(tr("Change of the perplexity"));
    connect(trail, &ScoreTrail::changed, this, &ScoreChange::refresh);
    refresh();
}

void ScoreChange::refresh()
{
    const rope::FactorSet* set = m_document->activeSet();
    const std::optional<ScoreEntry> entry = set ? m_document->score(*set) : std::nullopt;
    const std::optional<ScoreEntry> previous = m_trail->previous();
    const auto change = entry && previous ? pairedDifference(*entry, *previous) : std::nullopt;
    const bool full = entry && !entry->preview;
    QString now = QStringLiteral("…");
    if (full)
        now = briefText(entry->perplexity, 4);
    else if (change)
        now = tr("≈ %1").arg(changeText(change->mean));
    m_text = previous ? tr("%1 → %2").arg(briefText(previous->perplexity, 4), now) : full ? now : QString();
    m_change = std::nan("");
    if (change)
        m_change = change->mean;
    else if (full && previous)
        m_change = std::log(entry->perplexity / previous->perplexity);
    QString tip = tr("What the last edit did to the perplexity: the mark is the value before, the dot the value now");
    if (change)
        tip += u'\n'
            + tr("%1 on %Ln window(s) that both were scored on", nullptr, change->pairs).arg(changeText(*change));
    setToolTip(tip);
    setAccessibleDescription(m_text);
    updateGeometry();
    update();
}

QSize ScoreChange::sizeHint() const
{
    const int usual = fontMetrics().horizontalAdvance(QStringLiteral("00.000 → ≈ +0.00 %"));
    return { int(scaleWidth) + 12 + std::max(usual, fontMetrics().horizontalAdvance(m_text)),
        fontMetrics().height() + 4 };
}

void ScoreChange::paintEvent(QPaintEvent*)
{
    if (m_text.isEmpty())
        return;
    const Theme theme = themeFor(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font());
    painter.setPen(theme.muted);
    painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter, m_text);
    if (!m_trail->previous())
        return;
    const double right = width() - fontMetrics().horizontalAdvance(m_text) - 12;
    const double middle = right - scaleWidth / 2, y = height() / 2.0;
    painter.setPen(QPen(theme.grid, 2));
    painter.drawLine(QPointF(right - scaleWidth, y), QPointF(right, y));
    painter.setPen(QPen(theme.axis, 2));
    painter.drawLine(QPointF(middle, y - 6), QPointF(middle, y + 6));
    if (std::isnan(m_change))
        return;
    const double share = m_change / std::max(smallest, std::abs(m_change));
    const QColor colour = m_change < 0 ? theme.good : m_change > 0 ? theme.critical : theme.muted;
    const double x = middle + share * (scaleWidth / 2 - 4);
    painter.setPen(QPen(colour, 2));
    painter.drawLine(QPointF(middle, y), QPointF(x, y));
    painter.setBrush(colour);
    painter.drawEllipse(QPointF(x, y), 3, 3);
}

} // namespace ropewalk::views
