// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/window/actions.h"

#include "app/studio/window/evaluate_page.h"
#include "core/rope/methods.h"
#include "views/factors/set_list.h"
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
    views::SearchPanel& searchPanel)
{
    QMenu* file = bar.addMenu(tr("&File"));
    newProject = add(file, "&New project", QKeySequence::New);
    openModel = add(file, "Open &model folder…", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
    openDemo = add(file, "Open the &bundled model");
    openProject = add(file, "&Open project…", QKeySequence::Open);
    recent = file->addMenu(tr("Open &recent"));
    file->addSeparator();
    openDocuments = add(file, "Open &text…", QKeySequence(Qt::CTRL | Qt::Key_T));
    openFactors = add(file, "&Import factor file…", QKeySequence(Qt::CTRL | Qt::Key_I));
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
    QMenu* start = edit->addMenu(tr("&Start from"));
    int number = 0;
    for (const rope::Method method :
        {rope::Method::none, rope::Method::pi, rope::Method::ntk, rope::Method::yarn}) {
        const QString name = QString::fromUtf8(rope::name(method).data(), qsizetype(rope::name(method).size()));
        QAction* preset = start->addAction(name);
        preset->setShortcut(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + number++)));
        presets.insert(name, preset);
    }

    QMenu* view = bar.addMenu(tr("&View"));
    QMenu* looks = view->addMenu(tr("&Appearance"));
    auto* group = new QActionGroup(&window);
    const QMap<Appearance, QString> names{
        {Appearance::System, tr("&System")}, {Appearance::Light, tr("&Light")}, {Appearance::Dark, tr("&Dark")}};
    for (auto look = names.begin(); look != names.end(); ++look) {
        QAction* action = looks->addAction(look.value());
        action->setCheckable(true);
        group->addAction(action);
        appearances.insert(look.key(), action);
    }
    modelDetails = add(view, "&Model…", QKeySequence(Qt::CTRL | Qt::Key_M));
    devices = view->addMenu(tr("&Compute on"));
    resetZoom = add(view, "Show the &whole frequency map", QKeySequence(Qt::CTRL | Qt::Key_0));
    evaluate = add(view, "&Evaluate", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_2));
    evaluate->setCheckable(true);
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
    place(searchPanel.adoptAction(), QKeySequence(Qt::CTRL | Qt::Key_B));

    help = bar.addMenu(tr("&Help"));
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
