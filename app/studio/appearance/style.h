// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QProxyStyle>

namespace ropewalk::studio {

/// Fusion without what does not fit in here: the line under the menus, which would end where the workspaces begin, and
/// icons on the buttons of dialogs. Boxes to tick have an outline that is seen on dark panels, too.
class Style : public QProxyStyle
{
    Q_OBJECT

public:
    Style();

    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
        const QWidget* widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
        const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
        QStyleHintReturn* data) const override;
};

} // namespace ropewalk::studio
