// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/table/lambda_table.h"

#include "views/factors/table/lambda_table_model.h"
#include "views/factors/tools/curve_editing.h"
#include "views/plots/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QStyledItemDelegate>

namespace ropewalk::views {

namespace {

/// Selected numbers on the quiet colour of a selected row.
class NumberDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const Theme theme = themeFor(option->palette);
        option->palette.setColor(QPalette::Highlight, theme.accentSoft);
        option->palette.setColor(QPalette::HighlightedText, theme.text);
    }
};

} // namespace

LambdaTable::LambdaTable(CurveEditing* editing, QWidget* parent)
    : QTableView(parent)
    , m_editing(editing)
    , m_model(new LambdaTableModel(editing, this))
{
    setModel(m_model);
    setItemDelegate(new NumberDelegate(this));
    setAccessibleName(tr("Table of λ"));
    setFrameShape(QFrame::NoFrame);
    setFont(numberFont(font(), 0.9));
    setShowGrid(false);
    setAlternatingRowColors(true);
    setSelectionBehavior(QAbstractItemView::SelectItems);
    setSelectionMode(QAbstractItemView::ContiguousSelection);
    setEditTriggers(AnyKeyPressed | DoubleClicked | EditKeyPressed);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    horizontalHeader()->setSectionResizeMode(LambdaTableModel::lockColumn, QHeaderView::ResizeToContents);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setMinimumSectionSize(28);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    verticalHeader()->setHighlightSections(false);
    verticalHeader()->setFont(font());

    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, &LambdaTable::tellEditing);
    connect(editing, &CurveEditing::selectionChanged, this, &LambdaTable::followEditing);
    connect(m_model, &LambdaTableModel::modelReset, this, &LambdaTable::followEditing);
    followEditing();
}

void LambdaTable::tellEditing()
{
    if (m_following || !currentIndex().isValid())
        return;
    int first = currentIndex().row(), last = first;
    for (const QModelIndex& index : selectionModel()->selectedIndexes()) {
        first = std::min(first, index.row());
        last = std::max(last, index.row());
    }
    m_following = true;
    // The current row is the end that moves.
    m_editing->selectRange(currentIndex().row() == first ? last : first, currentIndex().row());
    m_following = false;
}

void LambdaTable::followEditing()
{
    if (m_following || m_model->rowCount() == 0)
        return;
    m_following = true;
    const PairRange chosen = m_editing->selection();
    if (chosen.isEmpty()) {
        clearSelection();
    } else {
        const int column = LambdaTableModel::lambdaColumn;
        const QModelIndex caret = m_model->index(m_editing->caret(), column);
        selectionModel()->setCurrentIndex(caret, QItemSelectionModel::NoUpdate);
        selectionModel()->select(
            QItemSelection(m_model->index(chosen.first, column), m_model->index(chosen.last, column)),
            QItemSelectionModel::ClearAndSelect);
        scrollTo(caret);
    }
    m_following = false;
}

void LambdaTable::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        QGuiApplication::clipboard()->setText(m_editing->column());
    else if (event->matches(QKeySequence::Paste))
        m_editing->paste(QGuiApplication::clipboard()->text());
    else if (state() != EditingState && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        edit(currentIndex());
    else
        QTableView::keyPressEvent(event);
}

void LambdaTable::showEvent(QShowEvent* event)
{
    QTableView::showEvent(event);
    followEditing();
}

/// Tab walks the table only while a value is typed; else it leaves it, as everywhere.
bool LambdaTable::focusNextPrevChild(bool next)
{
    return state() == EditingState ? QTableView::focusNextPrevChild(next)
                                   : QAbstractScrollArea::focusNextPrevChild(next);
}

void LambdaTable::closeEditor(QWidget* editor, QAbstractItemDelegate::EndEditHint hint)
{
    const bool submitted = hint == QAbstractItemDelegate::SubmitModelCache;
    QTableView::closeEditor(editor, hint);
    const int next = currentIndex().row() + 1;
    if (submitted && next < m_model->rowCount())
        setCurrentIndex(m_model->index(next, LambdaTableModel::lambdaColumn));
}

QModelIndex LambdaTable::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    if ((action != MoveNext && action != MovePrevious) || m_model->rowCount() == 0)
        return QTableView::moveCursor(action, modifiers);
    const int row = currentIndex().row() + (action == MoveNext ? 1 : -1);
    return m_model->index(std::clamp(row, 0, m_model->rowCount() - 1), LambdaTableModel::lambdaColumn);
}

} // namespace ropewalk::views
