// SPDX-License-Identifier: GPL-3.0-only
#pragma once

class QWidget;

namespace ropewalk::studio {

void showShortcuts(QWidget* parent); ///< keys and mouse, in a window that can stay open
void showAbout(QWidget* parent);

} // namespace ropewalk::studio
