// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/accessible_table.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QHash>
#include <QVariant>
#include <QWidget>

namespace ropewalk::views {

namespace {

constexpr const char* property = "ropewalkTable";

class Table;

/// One number, or the head of a column; lives in its table.
class Cell : public QAccessibleInterface, public QAccessibleTableCellInterface
{
public:
    Cell(Table* table, int row, int column)
        : m_table(table)
        , m_row(row)
        , m_column(column)
    {
    }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableCellInterface ? static_cast<QAccessibleTableCellInterface*>(this)
                                                       : nullptr;
    }
    bool isValid() const override { return true; }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return nullptr; }
    QAccessibleInterface* parent() const override;
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QString text(QAccessible::Text what) const override;
    void setText(QAccessible::Text, const QString&) override { }
    QRect rect() const override;
    QAccessible::Role role() const override { return QAccessible::Cell; }
    QAccessible::State state() const override;

    bool isSelected() const override;
    QList<QAccessibleInterface*> columnHeaderCells() const override { return {}; }
    QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return m_column; }
    int rowIndex() const override { return m_row; }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface* table() const override;

private:
    Table* m_table;
    int m_row;
    int m_column;
};

class Table : public QAccessibleWidget, public QAccessibleTableInterface
{
public:
    Table(QWidget* widget, TableContent* content)
        : QAccessibleWidget(widget, QAccessible::Table)
        , m_content(content)
    {
    }
    ~Table() override
    {
        for (QAccessible::Id id : std::as_const(m_cells))
            QAccessible::deleteAccessibleInterface(id);
    }

    const TableContent& content() const { return *m_content; }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableInterface ? static_cast<QAccessibleTableInterface*>(this)
                                                   : QAccessibleWidget::interface_cast(type);
    }
    int childCount() const override { return rowCount() * columnCount(); }
    QAccessibleInterface* child(int index) const override
    {
        return index < 0 || columnCount() == 0 ? nullptr : cellAt(index / columnCount(), index % columnCount());
    }
    int indexOfChild(const QAccessibleInterface* child) const override
    {
        const auto* cell = dynamic_cast<const Cell*>(child);
        return cell ? cell->rowIndex() * columnCount() + cell->columnIndex() : -1;
    }

    QAccessibleInterface* caption() const override { return nullptr; }
    QAccessibleInterface* summary() const override { return nullptr; }
    QAccessibleInterface* cellAt(int row, int column) const override
    {
        if (row < 0 || row >= rowCount() || column < 0 || column >= columnCount())
            return nullptr;
        const std::pair<int, int> place(row, column);
        const auto known = m_cells.constFind(place);
        if (known != m_cells.constEnd())
            return QAccessible::accessibleInterface(*known);
        auto* cell = new Cell(const_cast<Table*>(this), row, column);
        m_cells.insert(place, QAccessible::registerAccessibleInterface(cell));
        return cell;
    }
    int selectedCellCount() const override { return selectedRowCount() * columnCount(); }
    QList<QAccessibleInterface*> selectedCells() const override
    {
        QList<QAccessibleInterface*> cells;
        for (int row : selectedRows())
            for (int column = 0; column < columnCount(); ++column)
                cells << cellAt(row, column);
        return cells;
    }
    QString columnDescription(int column) const override { return m_content->tableColumns().value(column); }
    QString rowDescription(int row) const override
    {
        return row >= 0 && row < rowCount() ? m_content->tableRowName(row) : QString();
    }
    int selectedColumnCount() const override { return 0; }
    int selectedRowCount() const override { return int(selectedRows().size()); }
    int columnCount() const override { return int(m_content->tableColumns().size()); }
    int rowCount() const override { return m_content->tableRows(); }
    QList<int> selectedColumns() const override { return {}; }
    QList<int> selectedRows() const override
    {
        const int row = m_content->tableSelectedRow();
        return row < 0 ? QList<int>() : QList<int> { row };
    }
    bool isColumnSelected(int) const override { return false; }
    bool isRowSelected(int row) const override { return row >= 0 && row == m_content->tableSelectedRow(); }
    bool selectRow(int row) override
    {
        if (row < 0 || row >= rowCount())
            return false;
        m_content->selectTableRow(row);
        return true;
    }
    bool selectColumn(int) override { return false; }
    bool unselectRow(int) override { return false; }
    bool unselectColumn(int) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent*) override { }

private:
    TableContent* m_content;
    mutable QHash<std::pair<int, int>, QAccessible::Id> m_cells;
};

QAccessibleInterface* Cell::parent() const
{
    return m_table;
}

QAccessibleInterface* Cell::table() const
{
    return m_table;
}

QString Cell::text(QAccessible::Text what) const
{
    if (m_row >= m_table->rowCount() || m_column >= m_table->columnCount())
        return {};
    if (what == QAccessible::Value)
        return m_table->content().tableCell(m_row, m_column);
    if (what != QAccessible::Name)
        return {};
    return QStringLiteral("%1, %2 %3").arg(m_table->rowDescription(m_row), m_table->columnDescription(m_column),
        m_table->content().tableCell(m_row, m_column));
}

QRect Cell::rect() const
{
    return m_table->rect();
}

bool Cell::isSelected() const
{
    return m_table->isRowSelected(m_row);
}

QAccessible::State Cell::state() const
{
    QAccessible::State state;
    state.readOnly = true;
    state.selectable = true;
    state.selected = isSelected();
    return state;
}

QAccessibleInterface* makeTable(const QString&, QObject* object)
{
    auto* widget = qobject_cast<QWidget*>(object);
    const QVariant content = widget ? widget->property(property) : QVariant();
    return content.isValid() ? new Table(widget, static_cast<TableContent*>(content.value<void*>())) : nullptr;
}

} // namespace

void describeAsTable(QWidget* widget, TableContent* content)
{
    static const bool installed = (QAccessible::installFactory(makeTable), true);
    Q_UNUSED(installed);
    widget->setProperty(property, QVariant::fromValue(static_cast<void*>(content)));
    // What asked before, asked for a plain widget.
    QAccessibleInterface* known = QAccessible::queryAccessibleInterface(widget);
    if (known && !known->tableInterface())
        QAccessible::deleteAccessibleInterface(QAccessible::uniqueId(known));
}

void tableChanged(QWidget* widget)
{
    QAccessibleEvent event(widget, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&event);
}

} // namespace ropewalk::views
