// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/appearance/appearance.h"

#include <QAction>
#include <QMap>
#include <QMenu>
#include <QUndoStack>

class QMainWindow;

namespace ropewalk::studio {

/// Everything the menus offer, as actions in the window: texts, shortcuts, places. What they do is connected by their
/// owner.
struct Actions
{
    Actions(QMainWindow& window, QUndoStack& undo);

    QAction *newProject, *openModel, *openDemo, *openProject, *openDocuments, *openFactors, *save, *saveAs,
        *exportSet, *quit;
    QMenu* recent;
    QAction *undo, *redo, *duplicateSet, *renameSet, *deleteSet;
    QMap<QString, QAction*> presets; ///< by method: "none", "PI", "NTK", "YaRN"
    QMap<Appearance, QAction*> appearances;
    QAction *resetZoom, *scoreNow;
    QAction *startSearch, *pauseSearch, *stopSearch, *continueSearch, *adopt;
    QAction *shortcuts, *about;
};

} // namespace ropewalk::studio
