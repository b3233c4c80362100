// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <QTableView>
#include <vector>

namespace ropewalk::views {

/// Rows of numbers and words with named columns: what a picture shows, to be read, sorted and copied.
class ResultTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    struct Column
    {
        QString title;
        QString told; ///< what the term means, in a sentence
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setContent(std::vector<Column> columns, std::vector<QVariantList> rows);
    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(m_rows.size()); }
    int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_columns.size());
    }
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override; ///< EditRole: unrounded
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<Column> m_columns;
    std::vector<QVariantList> m_rows;
};

/// Any table as comma-separated values with a first line of titles (RFC 4180), numbers in full.
QString csvOf(const QAbstractItemModel& model);

/// A ResultTable as it is looked at: sorted by a click on a title, Ctrl+C copies the selected rows as CSV.
class ResultTableView : public QTableView
{
    Q_OBJECT

public:
    explicit ResultTableView(ResultTable* table, QWidget* parent = nullptr);
    int sourceRow(const QModelIndex& index) const; ///< the row of the table behind a row of the view; −1 = none

    QSize minimumSizeHint() const override { return { 120, 60 }; }

Q_SIGNALS:
    void rowChosen(int sourceRow);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
};

} // namespace ropewalk::views
