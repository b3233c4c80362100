// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/table/lambda_table_model.h"

#include "views/document/document.h"
#include "views/language/terms.h"
#include "views/factors/table/column_text.h"
#include "views/factors/tools/curve_editing.h"
#include "views/plots/axis.h"

#include <QLocale>
#include <algorithm>

namespace ropewalk::views {

LambdaTableModel::LambdaTableModel(CurveEditing* editing, QObject* parent)
    : QAbstractTableModel(parent)
    , m_editing(editing)
{
    Document* document = editing->document();
    for (auto changed : { &Document::projectReset, &Document::modelChanged, &Document::setsChanged })
        connect(document, changed, this, &LambdaTableModel::reload);
    connect(document, &Document::setEdited, this, &LambdaTableModel::reload);
    connect(document, &Document::activeSetChanged, this, &LambdaTableModel::reload);
    reload();
}

void LambdaTableModel::reload()
{
    const int rows = m_editing->set() ? m_editing->pairs() : 0;
    if (rows != m_rows) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
    } else if (rows > 0) {
        Q_EMIT dataChanged(index(0, 0), index(rows - 1, columns - 1));
    }
}

int LambdaTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int LambdaTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant LambdaTableModel::data(const QModelIndex& index, int role) const
{
    const rope::FactorSet* set = m_editing->set();
    if (!set || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int pair = index.row();
    const double lambda = set->lambda[std::size_t(pair)];
    const bool locked = std::binary_search(set->locked_pairs.begin(), set->locked_pairs.end(), pair);
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    switch (index.column()) {
    case lambdaColumn:
        if (role == Qt::DisplayRole)
            return numberText(lambda, 0.01);
        if (role == Qt::EditRole)
            return QLocale().toString(lambda, 'g', QLocale::FloatingPointShortest);
        if (role == Qt::AccessibleTextRole)
            return tr("pair %1, λ %2").arg(pair).arg(numberText(lambda, 0.01));
        break;
    case wavelengthColumn:
        if (role == Qt::DisplayRole)
            return shortText(rope::wavelength(m_editing->document()->geometry(), pair) * lambda, 4);
        break;
    case lockColumn:
        if (role == Qt::CheckStateRole)
            return locked ? Qt::Checked : Qt::Unchecked;
        if (role == Qt::AccessibleTextRole)
            return locked ? tr("locked") : tr("not locked");
        break;
    default:
        break;
    }
    return {};
}

bool LambdaTableModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    if (index.column() == lockColumn && role == Qt::CheckStateRole) {
        m_editing->toggleLock({ index.row(), index.row() });
        return true;
    }
    if (index.column() != lambdaColumn || role != Qt::EditRole)
        return false;
    const views::Column typed = readColumn(value.toString());
    if (typed.values.size() != 1) {
        m_editing->tell(tr("“%1” is not a number above 0.").arg(value.toString().left(20)), true);
        return false;
    }
    // Leaving a field as it was is no edit, though it shows fewer figures than the value has.
    if (value.toString() != data(index, Qt::EditRole).toString())
        m_editing->typePair(index.row(), typed.values.front());
    return true;
}

QVariant LambdaTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole ? QVariant(section) : QVariant();
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole)
        return section == lambdaColumn  ? explained(Term::lambda)
            : section == wavelengthColumn ? explained(Term::wavelength)
                                          : tr("Locked: no tool changes it");
    if (role != Qt::DisplayRole)
        return {};
    return section == lambdaColumn ? tr("λ") : section == wavelengthColumn ? tr("tokens") : tr("lock");
}

Qt::ItemFlags LambdaTableModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    if (index.column() == lambdaColumn)
        flags |= Qt::ItemIsEditable;
    if (index.column() == lockColumn)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

} // namespace ropewalk::views
