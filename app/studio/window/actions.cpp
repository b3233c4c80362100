// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/window/actions.h"

#include "core/rope/methods.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QMainWindow>
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

Actions::Actions(QMainWindow& window, QUndoStack& stack)
{
    QMenuBar* bar = window.menuBar();

    QMenu* file = bar->addMenu(tr("&File"));
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

    QMenu* edit = bar->addMenu(tr("&Edit"));
    undo = stack.createUndoAction(&window, tr("&Undo"));
    undo->setShortcut(QKeySequence::Undo);
    redo = stack.createRedoAction(&window, tr("&Redo"));
    redo->setShortcuts({QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
    edit->addActions({undo, redo});
    edit->addSeparator();
    duplicateSet = add(edit, "&Duplicate set", QKeySequence(Qt::CTRL | Qt::Key_D));
    renameSet = add(edit, "Re&name set", QKeySequence(Qt::Key_F2));
    deleteSet = add(edit, "De&lete set", QKeySequence(Qt::CTRL | Qt::Key_Delete));
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

    QMenu* view = bar->addMenu(tr("&View"));
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
    resetZoom = add(view, "Show the &whole frequency map", QKeySequence(Qt::CTRL | Qt::Key_0));
    view->addSeparator();
    scoreNow = add(view, "S&core this set", QKeySequence(Qt::CTRL | Qt::Key_Return));

    QMenu* search = bar->addMenu(tr("&Search"));
    startSearch = add(search, "&Start", QKeySequence(Qt::Key_F5));
    pauseSearch = add(search, "&Pause", QKeySequence(Qt::Key_F6));
    stopSearch = add(search, "S&top", QKeySequence(Qt::SHIFT | Qt::Key_F5));
    continueSearch = add(search, "&Continue from the journal", QKeySequence(Qt::Key_F7));
    search->addSeparator();
    adopt = add(search, "&Adopt the best as a set", QKeySequence(Qt::CTRL | Qt::Key_B));

    QMenu* help = bar->addMenu(tr("&Help"));
    shortcuts = add(help, "&Keys and mouse", QKeySequence(Qt::Key_F1));
    about = add(help, "&About Ropewalk");
    about->setMenuRole(QAction::AboutRole);
}

} // namespace ropewalk::studio
