// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/workspace/command_palette.h"

#include <QAction>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QTreeWidget>
#include <QMenu>
#include <QMenuBar>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

namespace ropewalk::studio {

namespace {

constexpr QSize kSize(520, 420);
constexpr int kTop = 60; // pixels below the window's upper edge

QString plain(QString text)
{
    return text.remove(QLatin1Char('&')).remove(QStringLiteral("…"));
}

/// Every word typed is somewhere in the command.
bool matches(const QString& command, const QString& typed)
{
    const QStringList words = typed.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    return std::all_of(words.begin(), words.end(),
        [&](const QString& word) { return command.contains(word, Qt::CaseInsensitive); });
}

bool canRun(const QTreeWidgetItem& item)
{
    return !item.isHidden() && !item.isDisabled();
}

} // namespace

CommandPalette::CommandPalette(const QList<QMenu*>& menus, QWidget* parent)
    : QDialog(parent, Qt::Popup)
    , m_text(new QLineEdit)
    , m_list(new QTreeWidget)
{
    setAccessibleName(tr("Commands"));
    m_text->setPlaceholderText(tr("Type what you want to do"));
    m_text->setAccessibleName(tr("Search the commands"));
    m_list->setAccessibleName(tr("Commands that match"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setColumnCount(2);
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_text);
    layout->addWidget(m_list);
    for (QMenu* menu : menus)
        collect(*menu, plain(menu->title()));
    narrow({});
    m_text->installEventFilter(this);
    connect(m_text, &QLineEdit::textChanged, this, &CommandPalette::narrow);
    connect(m_text, &QLineEdit::returnPressed, this, &CommandPalette::run);
    connect(m_list, &QTreeWidget::itemClicked, this, &CommandPalette::run);
    resize(kSize);
    m_text->setFocus();
}

void CommandPalette::collect(const QMenu& menu, const QString& path)
{
    for (QAction* action : menu.actions()) {
        if (action->isSeparator() || !action->isVisible())
            continue;
        const QString name = path + QStringLiteral(" › ") + plain(action->text());
        if (action->menu()) {
            collect(*action->menu(), name);
            continue;
        }
        auto* item = new QTreeWidgetItem(m_list, {name, action->shortcut().toString(QKeySequence::NativeText)});
        item->setTextAlignment(1, Qt::AlignRight);
        item->setDisabled(!action->isEnabled());
        m_actions << action;
    }
}

void CommandPalette::narrow(const QString& text)
{
    QTreeWidgetItem* first = nullptr;
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        QTreeWidgetItem* item = m_list->topLevelItem(row);
        item->setHidden(!matches(item->text(0), text));
        if (!first && canRun(*item))
            first = item;
    }
    m_list->setCurrentItem(first);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_text || event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    const int step = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
    if (step == 0)
        return QDialog::eventFilter(watched, event);
    int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    for (row += step; row >= 0 && row < m_list->topLevelItemCount(); row += step)
        if (canRun(*m_list->topLevelItem(row))) {
            m_list->setCurrentItem(m_list->topLevelItem(row));
            break;
        }
    return true;
}

void CommandPalette::run()
{
    QTreeWidgetItem* item = m_list->currentItem();
    if (!item || !canRun(*item))
        return;
    QAction* action = m_actions[m_list->indexOfTopLevelItem(item)];
    close();
    // The list is gone before what was chosen opens a dialog of its own.
    QTimer::singleShot(0, action, &QAction::trigger);
}

void showCommands(const QWidget& menuOwner, QWidget* window)
{
    const auto* bar = menuOwner.findChild<QMenuBar*>();
    QList<QMenu*> menus;
    for (QAction* action : bar->actions())
        if (action->menu())
            menus << action->menu();
    auto* palette = new CommandPalette(menus, window);
    palette->setAttribute(Qt::WA_DeleteOnClose);
    palette->move(window->mapToGlobal(QPoint((window->width() - palette->width()) / 2, kTop)));
    palette->show();
}

} // namespace ropewalk::studio
