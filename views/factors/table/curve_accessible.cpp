// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/table/curve_accessible.h"

#include "views/factors/lambda_canvas.h"

#include <QAccessibleWidget>
#include <map>

namespace ropewalk::views {

namespace {

constexpr int columns = 2;

class CurveCell;

class CurveTable : public QAccessibleWidget, public QAccessibleTableInterface
{
public:
    explicit CurveTable(QWidget* canvas)
        : QAccessibleWidget(canvas, QAccessible::Table)
    {
    }
    ~CurveTable() override;

    LambdaCanvas* canvas() const { return static_cast<LambdaCanvas*>(widget()); }
    CurveEditing* editing() const { return canvas()->curveEditing(); }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableInterface ? static_cast<QAccessibleTableInterface*>(this)
                                                   : QAccessibleWidget::interface_cast(type);
    }
    QAccessibleInterface* caption() const override { return nullptr; }
    QAccessibleInterface* summary() const override { return nullptr; }
    QAccessibleInterface* cellAt(int row, int column) const override;
    int rowCount() const override { return editing()->set() ? editing()->pairs() : 0; }
    int columnCount() const override { return columns; }
    QString rowDescription(int row) const override { return LambdaCanvas::tr("pair %1").arg(row); }
    QString columnDescription(int column) const override
    {
        return column == 0 ? LambdaCanvas::tr("λ") : LambdaCanvas::tr("wavelength in tokens");
    }
    int selectedRowCount() const override { return editing()->selection().count(); }
    int selectedColumnCount() const override { return 0; }
    int selectedCellCount() const override { return selectedRowCount() * columns; }
    QList<int> selectedRows() const override;
    QList<int> selectedColumns() const override { return {}; }
    QList<QAccessibleInterface*> selectedCells() const override;
    bool isRowSelected(int row) const override { return editing()->selection().contains(row); }
    bool isColumnSelected(int) const override { return false; }
    bool selectRow(int row) override
    {
        if (row < 0 || row >= rowCount())
            return false;
        editing()->select(row);
        return true;
    }
    bool selectColumn(int) override { return false; }
    bool unselectRow(int row) override
    {
        if (!isRowSelected(row))
            return false;
        editing()->select(-1);
        return true;
    }
    bool unselectColumn(int) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent*) override { }

    int childCount() const override { return rowCount() * columns; }
    QAccessibleInterface* child(int index) const override
    {
        return index < 0 ? nullptr : cellAt(index / columns, index % columns);
    }
    int indexOfChild(const QAccessibleInterface* cell) const override;
    QAccessibleInterface* childAt(int x, int y) const override
    {
        const QPoint place = canvas()->mapFromGlobal(QPoint(x, y));
        const CurveLayout layout = canvas()->curveLayout();
        return layout.plot.contains(place) ? cellAt(layout.nearestPair(place.x()), 0) : nullptr;
    }

private:
    mutable std::map<int, QAccessible::Id> m_cells; ///< by row·columns + column
};

class CurveCell : public QAccessibleInterface, public QAccessibleTableCellInterface
{
public:
    CurveCell(const CurveTable* table, int row, int column)
        : m_table(table)
        , m_row(row)
        , m_column(column)
    {
    }
    int row() const { return m_row; }
    int column() const { return m_column; }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableCellInterface ? static_cast<QAccessibleTableCellInterface*>(this)
                                                       : nullptr;
    }
    bool isValid() const override { return m_table->isValid() && m_row < m_table->rowCount(); }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* parent() const override { return const_cast<CurveTable*>(m_table); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::Cell; }
    void setText(QAccessible::Text, const QString&) override { }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = true;
        state.focusable = true;
        state.selected = m_table->isRowSelected(m_row);
        state.focused = m_table->canvas()->hasFocus() && m_table->editing()->caret() == m_row;
        return state;
    }
    QRect rect() const override
    {
        const QPoint point = m_table->canvas()->pointOf(m_row).toPoint();
        return { m_table->canvas()->mapToGlobal(point) - QPoint(6, 6), QSize(12, 12) };
    }
    QString text(QAccessible::Text which) const override
    {
        if (!isValid() || (which != QAccessible::Name && which != QAccessible::Value))
            return {};
        const double lambda = m_table->editing()->set()->lambda[std::size_t(m_row)];
        const double tokens = rope::wavelength(m_table->canvas()->scene().geometry, m_row) * lambda;
        if (which == QAccessible::Value)
            return m_column == 0 ? numberText(lambda, 0.01) : shortText(tokens);
        return m_column == 0
            ? LambdaCanvas::tr("pair %1, λ %2").arg(m_row).arg(numberText(lambda, 0.01))
            : LambdaCanvas::tr("pair %1, wavelength %2 tokens").arg(m_row).arg(shortText(tokens));
    }

    bool isSelected() const override { return m_table->isRowSelected(m_row); }
    QList<QAccessibleInterface*> columnHeaderCells() const override { return {}; }
    QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return m_column; }
    int rowIndex() const override { return m_row; }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface* table() const override { return const_cast<CurveTable*>(m_table); }

private:
    const CurveTable* m_table;
    int m_row;
    int m_column;
};

CurveTable::~CurveTable()
{
    for (const auto& [place, id] : m_cells)
        QAccessible::deleteAccessibleInterface(id);
}

QAccessibleInterface* CurveTable::cellAt(int row, int column) const
{
    if (row < 0 || row >= rowCount() || column < 0 || column >= columns)
        return nullptr;
    const int place = row * columns + column;
    const auto known = m_cells.find(place);
    if (known != m_cells.end())
        return QAccessible::accessibleInterface(known->second);
    auto* cell = new CurveCell(this, row, column);
    m_cells.emplace(place, QAccessible::registerAccessibleInterface(cell));
    return cell;
}

QList<int> CurveTable::selectedRows() const
{
    QList<int> rows;
    const PairRange chosen = editing()->selection();
    for (int row = chosen.first; !chosen.isEmpty() && row <= chosen.last; ++row)
        rows << row;
    return rows;
}

QList<QAccessibleInterface*> CurveTable::selectedCells() const
{
    QList<QAccessibleInterface*> cells;
    for (const int row : selectedRows())
        for (int column = 0; column < columns; ++column)
            cells << cellAt(row, column);
    return cells;
}

int CurveTable::indexOfChild(const QAccessibleInterface* cell) const
{
    for (const auto& [place, id] : m_cells)
        if (QAccessible::accessibleInterface(id) == cell)
            return place;
    return -1;
}

QAccessibleInterface* makeInterface(const QString&, QObject* object)
{
    auto* canvas = qobject_cast<LambdaCanvas*>(object);
    return canvas ? new CurveTable(canvas) : nullptr;
}

} // namespace

void makeCurvesAccessible()
{
    // Installing a factory that is installed already changes nothing.
    QAccessible::installFactory(makeInterface);
}

} // namespace ropewalk::views
