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

/// What translators find these texts under.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Actions)
};

QAction* add(QMenu* menu, const QString& text, const QKeySequence& keys = {})
{
    QAction* action = menu->addAction(text);
    action->setShortcut(keys);
    return action;
}

} // namespace

Actions::Actions(QWidget& window, QMenuBar& bar, QUndoStack& stack, views::SetList& sets,
    views::LambdaEditor& editor, views::SearchPanel& searchPanel)
{
    QMenu* file = bar.addMenu(Texts::tr("&File"));
    newProject = add(file, Texts::tr("&New project"), QKeySequence::New);
    newWindow = add(file, Texts::tr("New &window"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N));
    openModel = add(file, Texts::tr("Open &model folder…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
    openDemo = add(file, Texts::tr("Open the &bundled model"));
    openProject = add(file, Texts::tr("&Open project…"), QKeySequence::Open);
    recent = file->addMenu(Texts::tr("Open &recent"));
    file->addSeparator();
    openDocuments = add(file, Texts::tr("Open &text…"), QKeySequence(Qt::CTRL | Qt::Key_T));
    openFactors = add(file, Texts::tr("&Import factors…"), QKeySequence(Qt::CTRL | Qt::Key_I));
    file->addSeparator();
    save = add(file, Texts::tr("&Save"), QKeySequence::Save);
    saveAs = add(file, Texts::tr("Save &as…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    exportSet = add(file, Texts::tr("&Export…"), QKeySequence(Qt::CTRL | Qt::Key_E));
    file->addSeparator();
    quit = add(file, Texts::tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q));
    quit->setMenuRole(QAction::QuitRole);

    QMenu* edit = bar.addMenu(Texts::tr("&Edit"));
    undo = stack.createUndoAction(&window, Texts::tr("&Undo"));
    undo->setShortcut(QKeySequence::Undo);
    redo = stack.createRedoAction(&window, Texts::tr("&Redo"));
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
    editor.actions().fill(edit->addMenu(Texts::tr("λ &curve")));
    QMenu* start = edit->addMenu(Texts::tr("&Start from"));
    int number = 0;
    for (const rope::Method method :
        {rope::Method::none, rope::Method::pi, rope::Method::ntk, rope::Method::yarn}) {
        const QString name = QString::fromUtf8(rope::name(method).data(), qsizetype(rope::name(method).size()));
        QAction* preset = start->addAction(name);
        preset->setShortcut(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + number++)));
        presets.insert(name, preset);
    }

    edit->addSeparator();
    preferences = add(edit, Texts::tr("&Preferences…"), QKeySequence(Qt::CTRL | Qt::Key_Comma));
    preferences->setMenuRole(QAction::PreferencesRole);

    QMenu* view = bar.addMenu(Texts::tr("&View"));
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
    panels = view->addMenu(Texts::tr("&Panels"));
    arrangePanels = add(panels, Texts::tr("&Arrange panels"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A));
    arrangePanels->setCheckable(true);
    arrangePanels->setToolTip(Texts::tr("Gives every panel a title bar to drag, float and close it by."));
    resetPanels = add(panels, Texts::tr("&Reset this workspace"));
    panels->addSeparator();
    QMenu* looks = view->addMenu(Texts::tr("&Appearance"));
    auto* group = new QActionGroup(&window);
    for (const Appearance look :
        {Appearance::System, Appearance::Light, Appearance::Dark, Appearance::HighContrast}) {
        QAction* action = looks->addAction(appearanceTitle(look));
        action->setCheckable(true);
        group->addAction(action);
        appearances.insert(look, action);
    }
    modelDetails = add(view, Texts::tr("&Model…"), QKeySequence(Qt::CTRL | Qt::Key_M));
    devices = view->addMenu(Texts::tr("&Compute on"));
    resetZoom = add(view, Texts::tr("Show the &whole frequency map"), QKeySequence(Qt::CTRL | Qt::Key_0));
    view->addSeparator();
    scoreNow = add(view, Texts::tr("S&core this set"), QKeySequence(Qt::CTRL | Qt::Key_Return));

    QMenu* search = bar.addMenu(Texts::tr("&Search"));
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

    help = bar.addMenu(Texts::tr("&Help"));
    commands = add(help, Texts::tr("&Find a command…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P));
    shortcuts = add(help, Texts::tr("&Keys and mouse"), QKeySequence(Qt::Key_F1));
    about = add(help, Texts::tr("&About Ropewalk"));
    about->setMenuRole(QAction::AboutRole);
}

void Actions::addEvaluate(QMenuBar& bar, EvaluatePage& page)
{
    auto* menu = new QMenu(Texts::tr("E&valuate"), &bar);
    for (QAction* action : page.measure)
        menu->addAction(action);
    menu->addSeparator();
    menu->addActions({page.runShown, page.stopShown});
    bar.insertMenu(help->menuAction(), menu);
}

} // namespace ropewalk::studio
