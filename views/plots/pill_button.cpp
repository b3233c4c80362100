// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/pill_button.h"

#include "views/plots/theme.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QPainter>

namespace ropewalk::views {

namespace {

constexpr double compactText = 0.9;

} // namespace

PillButton::PillButton(const QString& text, QWidget* parent)
    : QAbstractButton(parent)
{
    setText(text);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
}

void PillButton::setPrimary(bool primary)
{
    m_primary = primary;
    setFont(scaledFont(font(), 1.0, primary));
    update();
}

void PillButton::setCompact(bool compact)
{
    if (compact != m_compact)
        setFont(scaledFont(font(), compact ? compactText : 1 / compactText, m_primary));
    m_compact = compact;
    updateGeometry();
}

QSize PillButton::sizeHint() const
{
    const QFontMetrics metrics(font());
    const int padding = m_compact ? 6 : 12;
    return { metrics.horizontalAdvance(text()) + 2 * padding, metrics.height() + (m_compact ? 6 : 10) };
}

QSize PillButton::minimumSizeHint() const
{
    const QFontMetrics metrics(font());
    return { metrics.horizontalAdvance(text()) + 6, sizeHint().height() };
}

void PillButton::paintEvent(QPaintEvent*)
{
    const Theme theme = themeFor(palette());
    const bool filled = isChecked() || m_primary;
    QColor fill = filled ? theme.accent : palette().color(QPalette::Button);
    QColor ink = filled ? theme.onAccent : theme.text;
    QColor edge = filled ? theme.accent : theme.border;
    if (!isEnabled()) {
        fill = filled ? theme.border : theme.panel;
        ink = filled ? theme.muted : theme.faint;
        edge = theme.border;
    } else if (isDown()) {
        fill = filled ? fill.darker(112) : theme.border;
    } else if (underMouse()) {
        fill = filled ? fill.lighter(108) : theme.accentSoft;
        edge = theme.accent;
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(edge, 1));
    painter.setBrush(fill);
    const QRectF outline = QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5);
    painter.drawRoundedRect(outline, 3, 3);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(filled ? theme.text : theme.accent, 1.5));
        painter.drawRoundedRect(outline.adjusted(-0.75, -0.75, 0.75, 0.75), 3.5, 3.5);
    }
    painter.setPen(ink);
    painter.drawText(rect(), Qt::AlignCenter, text());
}

void PillButton::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

void PillButton::enterEvent(QEnterEvent* event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void PillButton::leaveEvent(QEvent* event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

} // namespace ropewalk::views
