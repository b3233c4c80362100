// SPDX-License-Identifier: GPL-3.0-only
#include "views/learn/learn_view.h"

#include "views/language/set_texts.h"
#include "views/plots/accessible_table.h"
#include "views/plots/export/plot_menu.h"
#include "views/plots/theme.h"

#include <QEvent>
#include <QPainter>
#include <algorithm>

namespace ropewalk::views {

std::vector<const rope::FactorSet*> ComparedSets::all() const
{
    if (isEmpty())
        return {};
    return second ? std::vector { &first, &*second } : std::vector { &first };
}

bool ComparedSets::sameRotations(const ComparedSets& other) const
{
    return geometry == other.geometry && trained == other.trained && target == other.target
        && first.same_rotation(other.first) && second.has_value() == other.second.has_value()
        && (!second || second->same_rotation(*other.second));
}

QString nameOf(const rope::FactorSet& set)
{
    return set.id == "none" ? LearnView::tr("plain RoPE") : shownName(set);
}

LearnView::LearnView(const QString& title, QWidget* parent)
    : QWidget(parent)
{
    setAccessibleName(title);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    offerExport(this, this);
}

void LearnView::setSets(ComparedSets sets)
{
    m_sets = std::move(sets);
    if (m_selectedPair >= m_sets.geometry.pairs())
        m_selectedPair = -1;
    setsChanged();
    refresh();
}

void LearnView::setSelectedPair(int pair)
{
    if (pair == m_selectedPair || pair >= m_sets.geometry.pairs())
        return;
    m_selectedPair = std::max(-1, pair);
    refresh();
}

void LearnView::choosePair(int pair)
{
    if (m_sets.isEmpty())
        return;
    pair = std::clamp(pair, 0, m_sets.geometry.pairs() - 1);
    if (pair == m_selectedPair)
        return;
    setSelectedPair(pair);
    Q_EMIT pairSelected(pair);
}

void LearnView::refresh()
{
    setAccessibleDescription(m_sets.isEmpty() ? tr("Nothing to show yet: open a model.") : told());
    tableChanged(this);
    update();
}

void LearnView::renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const
{
    painter.save();
    painter.setFont(font());
    paintPlot(painter, size, themeFor(palette), false);
    painter.restore();
}

bool LearnView::event(QEvent* event)
{
    return (event->type() == QEvent::ToolTip && isPointedAt()) || QWidget::event(event);
}

void LearnView::paintEvent(QPaintEvent*)
{
    const Theme theme = themeFor(palette());
    QPainter painter(this);
    if (m_sets.isEmpty()) {
        painter.setPen(theme.muted);
        painter.drawText(rect(), Qt::AlignCenter, tr("Open a model to see its rotations"));
        return;
    }
    paintPlot(painter, size(), theme, true);
    if (hasFocus())
        paintFocus(painter, rect(), theme);
}

void LearnView::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void LearnView::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

void paintReadoutBox(
    QPainter& painter, const QPointF& at, const QString& text, const QRectF& bounds, const Theme& theme)
{
    const QFontMetricsF metrics(painter.font());
    const QSizeF size = metrics.size(0, text) + QSizeF(14, 6);
    QPointF corner = at + QPointF(12, 10);
    if (corner.x() + size.width() > bounds.right())
        corner.setX(at.x() - 12 - size.width());
    if (corner.y() + size.height() > bounds.bottom())
        corner.setY(at.y() - 10 - size.height());
    corner.setX(std::clamp(corner.x(), bounds.left(), std::max(bounds.left(), bounds.right() - size.width())));
    corner.setY(std::clamp(corner.y(), bounds.top(), std::max(bounds.top(), bounds.bottom() - size.height())));
    QColor fill = theme.panel;
    fill.setAlphaF(0.95F);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.axis, 1));
    painter.setBrush(fill);
    const QRectF box(corner, size);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    painter.setPen(theme.text);
    painter.drawText(box.adjusted(7, 3, -7, -3), Qt::AlignLeft | Qt::AlignVCenter, text);
    painter.restore();
}

void paintMark(QPainter& painter, const QRectF& plot, double x, const QString& text, const QColor& colour)
{
    if (x < plot.left() - 1 || x > plot.right() + 1)
        return;
    const QFontMetricsF metrics(painter.font());
    const double width = metrics.horizontalAdvance(text) + 4;
    painter.setPen(QPen(colour, 1, Qt::DashLine));
    painter.drawLine(QPointF(std::floor(x) + 0.5, plot.top()), QPointF(std::floor(x) + 0.5, plot.bottom()));
    const double left = x + 3 + width > plot.right() ? x - 3 - width : x + 3;
    painter.setPen(colour);
    painter.drawText(QRectF(left, plot.top() + 1, width, metrics.height()), Qt::AlignCenter, text);
}

} // namespace ropewalk::views
