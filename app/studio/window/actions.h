// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/appearance/appearance.h"
#include "app/studio/workspace/arrangements.h"

#include <QAction>
#include <QMap>
#include <QMenu>
#include <QUndoStack>

class QMenuBar;

namespace ropewalk::views {
class LambdaEditor;
class SearchPanel;
class SetList;
}

namespace ropewalk::studio {

class EvaluatePage;

/// Everything the menus offer, as actions in the window: texts, shortcuts, places. What they do is connected by their
/// owner.
struct Actions
{
    /// The list of sets, the λ editor and the search bring actions of their own.
    Actions(QWidget& window, QMenuBar& bar, QUndoStack& undo, views::SetList& sets, views::LambdaEditor& editor,
        views::SearchPanel& searchPanel);

    /// The evaluations' menu, before Help; the page brings its actions.
    void addEvaluate(QMenuBar& bar, EvaluatePage& page);

    QAction *newWindow, *newProject, *openModel, *openDemo, *openProject, *openDocuments, *openFactors, *save, *saveAs,
        *exportSet, *quit;
    QMenu* recent;
    QMenu* devices; ///< filled by what the engine's machine has
    QAction *undo, *redo, *preferences;
    QMap<QString, QAction*> presets; ///< by method: "none", "PI", "NTK", "YaRN"
    QMap<Appearance, QAction*> appearances;
    QMap<Workspace, QAction*> workspaces;
    QMenu* panels; ///< which panels are shown, filled by their owner
    QAction *arrangePanels, *resetPanels;
    QAction *resetZoom, *scoreNow, *modelDetails;
    QAction *commands, *shortcuts, *about;
    QMenu* help;
};

} // namespace ropewalk::studio
