// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <vector>

namespace ropewalk::views {

/// One cell of a heat map.
struct Cell
{
    double value = 0; ///< NaN = nothing measured yet
    QString text; ///< written in the cell where there is room; empty = nothing
    QString told; ///< the whole of it in words: tool tip and accessible text
};

/// A grid of cells as a table, so that keys, copying and screen readers know it.
class CellGrid : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role
    {
        ValueRole = Qt::UserRole, ///< double
        ShortLabelRole, ///< of headers: what stands there when the label has no room
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// cells row by row. Labels are whole ("layer 3"); short ones ("3") stand where those have no room. The same
    /// numbers of rows and columns keep the selection.
    void setCells(int rows, int columns, std::vector<Cell> cells);
    void setLabels(const QStringList& rows, const QStringList& columns, const QStringList& shortColumns = {});
    /// What rows and columns are, where their labels do not say it: stands between these.
    void setCorner(const QString& text);
    const QString& corner() const { return m_corner; }
    void copyFrom(const CellGrid& other); ///< cells and labels
    const Cell& cell(int row, int column) const { return m_cells[std::size_t(row * m_columns + column)]; }

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : m_rows; }
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : m_columns; }
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<Cell> m_cells;
    QStringList m_rowLabels, m_columnLabels, m_shortColumns;
    QString m_corner;
    int m_rows = 0, m_columns = 0;
};

} // namespace ropewalk::views
