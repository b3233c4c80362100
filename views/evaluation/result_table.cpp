// SPDX-License-Identifier: GPL-3.0-only
#include "views/evaluation/result_table.h"

#include "views/plots/axis.h"
#include "views/plots/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QSortFilterProxyModel>
#include <cmath>

namespace ropewalk::views {

namespace {

bool isNumber(const QVariant& value)
{
    return value.typeId() == QMetaType::Double || value.typeId() == QMetaType::Int
        || value.typeId() == QMetaType::LongLong;
}

QString field(const QVariant& value)
{
    if (value.typeId() == QMetaType::Double)
        return std::isfinite(value.toDouble()) ? QString::number(value.toDouble(), 'g', 17) : QString();
    QString text = value.toString();
    if (text.contains(u',') || text.contains(u'"') || text.contains(u'\n'))
        text = u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
    return text;
}

QString line(const QAbstractItemModel& model, int row)
{
    QStringList fields;
    for (int column = 0; column < model.columnCount(); ++column)
        fields << field(row < 0 ? model.headerData(column, Qt::Horizontal)
                                : model.index(row, column).data(Qt::EditRole));
    return fields.join(u',') + u'\n';
}

} // namespace

void ResultTable::setContent(std::vector<Column> columns, std::vector<QVariantList> rows)
{
    const bool sameShape = columns.size() == m_columns.size() && rows.size() == m_rows.size() && !rows.empty();
    if (sameShape) {
        m_columns = std::move(columns);
        m_rows = std::move(rows);
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    beginResetModel();
    m_columns = std::move(columns);
    m_rows = std::move(rows);
    endResetModel();
}

QVariant ResultTable::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const QVariant value = m_rows[std::size_t(index.row())].value(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return value.typeId() == QMetaType::Double ? significantText(value.toDouble()) : value.toString();
    case Qt::EditRole:
        return value;
    case Qt::TextAlignmentRole:
        return int(isNumber(value) ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant ResultTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section >= columnCount())
        return {};
    const Column& column = m_columns[std::size_t(section)];
    if (role == Qt::DisplayRole)
        return column.title;
    if (role == Qt::ToolTipRole && !column.told.isEmpty())
        return column.told;
    if (role == Qt::TextAlignmentRole && !m_rows.empty()) // as its values are
        return index(0, section).data(role);
    return {};
}

QString csvOf(const QAbstractItemModel& model)
{
    QString text = line(model, -1);
    for (int row = 0; row < model.rowCount(); ++row)
        text += line(model, row);
    return text;
}

ResultTableView::ResultTableView(ResultTable* table, QWidget* parent)
    : QTableView(parent)
{
    auto* sorted = new QSortFilterProxyModel(this);
    sorted->setSourceModel(table);
    sorted->setSortRole(Qt::EditRole);
    setModel(sorted);
    setFont(numberFont(font(), 0.9));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setSortingEnabled(true);
    sorted->sort(-1); // as it came, until a title is clicked
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setMinimumSectionSize(56);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(QFontMetrics(font()).height() + 5);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setWordWrap(false);
}

int ResultTableView::sourceRow(const QModelIndex& index) const
{
    return static_cast<const QSortFilterProxyModel*>(model())->mapToSource(index).row();
}

void ResultTableView::keyPressEvent(QKeyEvent* event)
{
    if (!event->matches(QKeySequence::Copy)) {
        QTableView::keyPressEvent(event);
        return;
    }
    QString text = line(*model(), -1);
    for (int row = 0; row < model()->rowCount(); ++row)
        if (selectionModel()->isRowSelected(row))
            text += line(*model(), row);
    QGuiApplication::clipboard()->setText(text);
}

void ResultTableView::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    if (current.isValid() && current.row() != previous.row())
        Q_EMIT rowChosen(sourceRow(current));
}

} // namespace ropewalk::views
