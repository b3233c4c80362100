// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QList>

class QAction;
class QWidget;

namespace ropewalk::views {

class Plot;

/// Gives a view the context menu that every plot has (right button, or the Menu key): copy the picture (Ctrl+C
/// while the view has the focus), copy the numbers, save either. plot outlives view, usually because it is the same
/// object.
void offerExport(QWidget* view, const Plot* plot);
/// Those actions, for a view with a menu of its own.
QList<QAction*> exportActions(const QWidget& view);

} // namespace ropewalk::views
