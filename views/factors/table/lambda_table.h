// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QTableView>

namespace ropewalk::views {

class CurveEditing;
class LambdaTableModel;

/// The factors as numbers. Typing replaces a value; Enter and Tab go on to the next pair, Shift+Tab to the
/// one before. Rows and the plot share their selection; Ctrl+C and Ctrl+V copy and paste a column.
class LambdaTable : public QTableView
{
    Q_OBJECT

public:
    explicit LambdaTable(CurveEditing* editing, QWidget* parent = nullptr);

    QSize sizeHint() const override { return { 190, 200 }; }
    QSize minimumSizeHint() const override { return { 150, 100 }; }

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    void closeEditor(QWidget* editor, QAbstractItemDelegate::EndEditHint hint) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;

private:
    void followEditing();
    void tellEditing();

    CurveEditing* m_editing;
    LambdaTableModel* m_model;
    bool m_following = false;
};

} // namespace ropewalk::views
