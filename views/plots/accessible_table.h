// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QString>

class QWidget;

namespace ropewalk::views {

/// What a painted map says to a screen reader as a table: a row a pair, a column a thing that is told of it.
class TableContent
{
public:
    virtual ~TableContent() = default;
    virtual int tableRows() const = 0;
    virtual QStringList tableColumns() const = 0;
    virtual QString tableCell(int row, int column) const = 0;
    virtual QString tableRowName(int row) const = 0; ///< "pair 13"
    virtual int tableSelectedRow() const = 0; ///< −1 = none
    virtual void selectTableRow(int row) = 0;
};

/// From now on QAccessible finds a table behind this widget. content lives as long as the widget, usually because it is
/// the same object.
void describeAsTable(QWidget* widget, TableContent* content);
/// Tells assistive programs that the selected row or a number changed.
void tableChanged(QWidget* widget);

} // namespace ropewalk::views
