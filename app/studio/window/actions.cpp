// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/window/actions.h"

#include "app/studio/workspace/evaluate_page.h"
#include "core/rope/methods.h"
#include "views/factors/lambda_editor.h"
#include "views/factors/sets/set_list.h"
#include "views/factors/tools/editor_actions.h"
#include "views/search/search_panel.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QListView>
#include <QMenuBar>

namespace ropewalk::studio {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Actions", text);
}

QAction* add(QMenu* menu, const char* text, const QKeySequence& keys = {})
{
    QAction* action = menu->addAction(tr(text));
    action->setShortcut(keys);
    return action;
}

} // namespace

Actions::Actions(QWidget& window, QMenuBar& bar, QUndoStack& stack, views::SetList& sets,
    views::LambdaEditor& editor, views::SearchPanel& searchPanel)
{
    QMenu* file = bar.addMenu(tr("&File"));
    newProject = add(file, "&New project", QKeySequence::New);
    newWindow = add(file, "New &window", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N));
    openModel = add(file, "Open &model folder…", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
    openDemo = add(file, "Open the &bundled model");
    openProject = add(file, "&Open project…", QKeySequence::Open);
    recent = file->addMenu(tr("Open &recent"));
    file->addSeparator();
    openDocuments = add(file, "Open &text…", QKeySequence(Qt::CTRL | Qt::Key_T));
    openFactors = add(file, "&Import factors…", QKeySequence(Qt::CTRL | Qt::Key_I));
    file->addSeparator();
    save = add(file, "&Save", QKeySequence::Save);
    saveAs = add(file, "Save &as…", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    exportSet = add(file, "&Export…", QKeySequence(Qt::CTRL | Qt::Key_E));
    file->addSeparator();
    quit = add(file, "&Quit", QKeySequence(Qt::CTRL | Qt::Key_Q));
    quit->setMenuRole(QAction::QuitRole);

    QMenu* edit = bar.addMenu(tr("&Edit"));
    undo = stack.createUndoAction(&window, tr("&Undo"));
    undo->setShortcut(QKeySequence::Undo);
    redo = stack.createRedoAction(&window, tr("&Redo"));
    redo->setShortcuts({QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
    edit->addActions({undo, redo});
    edit->addSeparator();
    for (QAction* action : sets.view()->actions()) {
        // Keys that mean nothing elsewhere work wherever the focus is; plain letters and Delete stay the list's.
        const QKeySequence keys = action->shortcut();
        if (keys == QKeySequence(Qt::Key_F2) || keys == QKeySequence(Qt::CTRL | Qt::Key_D))
            action->setShortcutContext(Qt::WindowShortcut);
        edit->addAction(action);
    }
    edit->addSeparator();
    editor.actions().fill(edit->addMenu(tr("λ &curve")));
    QMenu* start = edit->addMenu(tr("&Start from"));
    int number = 0;
    for (const rope::Method method :
        {rope::Method::none, rope::Method::pi, rope::Method::ntk, rope::Method::yarn}) {
        const QString name = QString::fromUtf8(rope::name(method).data(), qsizetype(rope::name(method).size()));
        QAction* preset = start->addAction(name);
        preset->setShortcut(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + number++)));
        presets.insert(name, preset);
    }

    edit->addSeparator();
    preferences = add(edit, "&Preferences…", QKeySequence(Qt::CTRL | Qt::Key_Comma));
    preferences->setMenuRole(QAction::PreferencesRole);

    QMenu* view = bar.addMenu(tr("&View"));
    auto* places = new QActionGroup(&window);
    int digit = 0;
    for (const Workspace workspace : kWorkspaces) {
        QAction* action = view->addAction(workspaceName(workspace));
        action->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key(Qt::Key_1 + digit++)));
        action->setCheckable(true);
        places->addAction(action);
        workspaces.insert(workspace, action);
    }
    view->addSeparator();
    panels = view->addMenu(tr("&Panels"));
    arrangePanels = add(panels, "&Arrange panels", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A));
    arrangePanels->setCheckable(true);
    arrangePanels->setToolTip(tr("Gives every panel a title bar to drag, float and close it by."));
    resetPanels = add(panels, "&Reset this workspace");
    panels->addSeparator();
    QMenu* looks = view->addMenu(tr("&Appearance"));
    auto* group = new QActionGroup(&window);
    for (const Appearance look :
        {Appearance::System, Appearance::Light, Appearance::Dark, Appearance::HighContrast}) {
        QAction* action = looks->addAction(appearanceTitle(look));
        action->setCheckable(true);
        group->addAction(action);
        appearances.insert(look, action);
    }
    modelDetails = add(view, "&Model…", QKeySequence(Qt::CTRL | Qt::Key_M));
    devices = view->addMenu(tr("&Compute on"));
    resetZoom = add(view, "Show the &whole frequency map", QKeySequence(Qt::CTRL | Qt::Key_0));
    view->addSeparator();
    scoreNow = add(view, "S&core this set", QKeySequence(Qt::CTRL | Qt::Key_Return));

    QMenu* search = bar.addMenu(tr("&Search"));
    const auto place = [search](QAction* action, const QKeySequence& keys) {
        action->setShortcut(keys);
        search->addAction(action);
    };
    place(searchPanel.startAction(), QKeySequence(Qt::Key_F5));
    place(searchPanel.pauseAction(), QKeySequence(Qt::Key_F6));
    place(searchPanel.stopAction(), QKeySequence(Qt::SHIFT | Qt::Key_F5));
    place(searchPanel.resumeAction(), QKeySequence(Qt::Key_F7));
    search->addSeparator();
    place(searchPanel.continueAction(), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F5));
    place(searchPanel.adoptAction(), QKeySequence(Qt::CTRL | Qt::Key_B));

    help = bar.addMenu(tr("&Help"));
    commands = add(help, "&Find a command…", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P));
    shortcuts = add(help, "&Keys and mouse", QKeySequence(Qt::Key_F1));
    about = add(help, "&About Ropewalk");
    about->setMenuRole(QAction::AboutRole);
}

void Actions::addEvaluate(QMenuBar& bar, EvaluatePage& page)
{
    auto* menu = new QMenu(tr("E&valuate"), &bar);
    for (QAction* action : page.measure)
        menu->addAction(action);
    menu->addSeparator();
    menu->addActions({page.runShown, page.stopShown});
    bar.insertMenu(help->menuAction(), menu);
}

} // namespace ropewalk::studio
