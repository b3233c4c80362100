// SPDX-License-Identifier: GPL-3.0-only
#pragma once

class QWidget;

namespace ropewalk::views {

class Plot;

/// Gives a view the context menu that every plot has (right button, or the Menu key): copy the picture (Ctrl+C
/// while the view has the focus), copy the numbers, save either. plot outlives view, usually because it is the same
/// object. A view with a menu of its own takes these actions from view->actions().
void offerExport(QWidget* view, const Plot* plot);

} // namespace ropewalk::views
