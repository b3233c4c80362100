// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QIcon>

namespace ropewalk::views {

struct Theme;

enum class Transport
{
    start,
    pause,
    stop,
    cancel
};

/// A triangle, two bars, a square or a cross in the theme's accent (the cross muted), faint when disabled.
QIcon transportIcon(Transport which, const Theme& theme);

} // namespace ropewalk::views
