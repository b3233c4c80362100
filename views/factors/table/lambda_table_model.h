// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QAbstractTableModel>

namespace ropewalk::views {

class CurveEditing;

/// The active set as a table, a row a pair: its λ, to be typed; its wavelength as stretched, tokens; whether
/// it is locked. No rows where no set fits the model.
class LambdaTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        lambdaColumn,
        wavelengthColumn,
        lockColumn,
        columns
    };

    explicit LambdaTableModel(CurveEditing* editing, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    void reload();

    CurveEditing* m_editing;
    int m_rows = 0;
};

} // namespace ropewalk::views
