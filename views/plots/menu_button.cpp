// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/menu_button.h"

#include "views/plots/theme.h"

#include <QMenu>
#include <QPainterPath>
#include <QStyleOptionToolButton>
#include <QStylePainter>

namespace ropewalk::views {

namespace {
constexpr int arrowRoom = 12; // pixels right of the word
}

MenuButton::MenuButton(const QString& text, QWidget* parent)
    : QToolButton(parent)
{
    setText(text);
    setAutoRaise(true);
    setFont(scaledFont(font(), 0.9));
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::TabFocus);
    setMenu(new QMenu(this));
}

QSize MenuButton::sizeHint() const
{
    return QToolButton::sizeHint() + QSize(arrowRoom, 0);
}

void MenuButton::paintEvent(QPaintEvent*)
{
    QStylePainter painter(this);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    option.features &= ~QStyleOptionToolButton::ToolButtonFeatures(QStyleOptionToolButton::HasMenu);
    option.text.clear();
    painter.drawComplexControl(QStyle::CC_ToolButton, option);
    const QRect word = rect().adjusted(4, 0, -arrowRoom, 0);
    painter.setPen(option.palette.color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::ButtonText));
    painter.drawText(word, Qt::AlignCenter | Qt::TextShowMnemonic, text());
    const double middle = rect().center().y() + 1.5;
    const double left = word.center().x() + fontMetrics().horizontalAdvance(text()) / 2.0 + 5;
    QPainterPath arrow(QPointF(left, middle - 2));
    arrow.lineTo(left + 6, middle - 2);
    arrow.lineTo(left + 3, middle + 1.5);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(arrow, themeFor(palette()).muted);
}

} // namespace ropewalk::views
