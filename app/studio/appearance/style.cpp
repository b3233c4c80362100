// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/appearance/style.h"

#include <QPainter>
#include <QStyleOption>

namespace ropewalk::studio {

Style::Style()
    : QProxyStyle(QStringLiteral("Fusion"))
{
}

void Style::drawControl(
    ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    if (element == CE_MenuBarEmptyArea) {
        painter->fillRect(option->rect, option->palette.window());
        return;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
    const bool plain = element == CE_MenuBarItem && !(option->state & State_Sunken);
    if (plain)
        painter->fillRect(option->rect.adjusted(0, option->rect.height() - 1, 0, 0), option->palette.window());
}

void Style::drawPrimitive(
    PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    // The style's own outline is darker than what is beneath it: on a dark panel a box could not be seen.
    if (element != PE_IndicatorCheckBox || option->palette.color(QPalette::Window).lightness() > 127)
        return;
    const bool enabled = option->state & State_Enabled;
    painter->save();
    painter->setPen(QPen(option->palette.color(enabled ? QPalette::Dark : QPalette::Mid), 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5));
    painter->restore();
}

int Style::styleHint(
    StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const
{
    return hint == SH_DialogButtonBox_ButtonsHaveIcons ? 0 : QProxyStyle::styleHint(hint, option, widget, data);
}

} // namespace ropewalk::studio
