// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/workspace/arrangements.h"

#include <QAction>
#include <QMap>
#include <QWidget>

namespace ropewalk::studio {

/// The workspaces as a row of words, the present one underlined. Its actions are checkable and exclusive.
class WorkspaceBar : public QWidget
{
    Q_OBJECT

public:
    explicit WorkspaceBar(const QMap<Workspace, QAction*>& actions, QWidget* parent = nullptr);
};

} // namespace ropewalk::studio
