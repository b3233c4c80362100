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

int Style::styleHint(
    StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const
{
    return hint == SH_DialogButtonBox_ButtonsHaveIcons ? 0 : QProxyStyle::styleHint(hint, option, widget, data);
}

} // namespace ropewalk::studio
