// SPDX-License-Identifier: GPL-3.0-only
#include "views/heatmap/cell_grid.h"

namespace ropewalk::views {

void CellGrid::setCells(int rows, int columns, std::vector<Cell> cells)
{
    cells.resize(std::size_t(rows) * std::size_t(columns));
    if (rows == m_rows && columns == m_columns) {
        m_cells = std::move(cells);
        if (rows > 0 && columns > 0)
            Q_EMIT dataChanged(index(0, 0), index(rows - 1, columns - 1));
        return;
    }
    beginResetModel();
    m_rows = rows;
    m_columns = columns;
    m_cells = std::move(cells);
    endResetModel();
}

void CellGrid::setLabels(const QStringList& rows, const QStringList& columns, const QStringList& shortColumns)
{
    if (rows == m_rowLabels && columns == m_columnLabels && shortColumns == m_shortColumns)
        return;
    m_rowLabels = rows;
    m_columnLabels = columns;
    m_shortColumns = shortColumns;
    if (m_rows > 0)
        Q_EMIT headerDataChanged(Qt::Vertical, 0, m_rows - 1);
    if (m_columns > 0)
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, m_columns - 1);
}

void CellGrid::setCorner(const QString& text)
{
    if (text == m_corner)
        return;
    m_corner = text;
    if (m_rows > 0)
        Q_EMIT headerDataChanged(Qt::Vertical, 0, m_rows - 1);
}

void CellGrid::copyFrom(const CellGrid& other)
{
    setCells(other.m_rows, other.m_columns, other.m_cells);
    setLabels(other.m_rowLabels, other.m_columnLabels, other.m_shortColumns);
    setCorner(other.m_corner);
}

QVariant CellGrid::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Cell& one = cell(index.row(), index.column());
    switch (role) {
    case Qt::DisplayRole:
        return one.text;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return one.told;
    case ValueRole:
        return one.value;
    default:
        return {};
    }
}

QVariant CellGrid::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QStringList& labels = orientation == Qt::Vertical ? m_rowLabels : m_columnLabels;
    if (role == ShortLabelRole && orientation == Qt::Horizontal && section < m_shortColumns.size())
        return m_shortColumns.at(section);
    if ((role == Qt::DisplayRole || role == ShortLabelRole) && section < labels.size())
        return labels.at(section);
    return {};
}

} // namespace ropewalk::views
