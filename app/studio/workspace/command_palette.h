// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QDialog>

class QAction;
class QLineEdit;
class QTreeWidget;
class QMenu;

namespace ropewalk::studio {

/// Every action of the menus in one list that typing narrows; Return does the chosen one.
class CommandPalette : public QDialog
{
    Q_OBJECT

public:
    CommandPalette(const QList<QMenu*>& menus, QWidget* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void collect(const QMenu& menu, const QString& path);
    void narrow(const QString& text);
    void run();

    QLineEdit* m_text;
    QTreeWidget* m_list;
    QList<QAction*> m_actions; ///< of the list's rows
};

/// Opens it over the window, with the menus that a widget holds.
void showCommands(const QWidget& menuOwner, QWidget* window);

} // namespace ropewalk::studio
