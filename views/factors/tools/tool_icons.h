// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QIcon>

namespace ropewalk::views {

struct Theme;

enum class ToolIcon
{
    draw,
    select,
    twoBoundaries,
    longRope2,
    blend,
    rescale,
    straighten,
    smooth,
    repair,
    lock,
    table,
    history,
    lengths
};

/// A line drawing in the theme's text colour, the accent where it is on, faint when disabled.
QIcon toolIcon(ToolIcon which, const Theme& theme);

/// A padlock in this square, for lists and plots.
void paintLock(QPainter& painter, const QRectF& square, const QColor& colour);

} // namespace ropewalk::views
