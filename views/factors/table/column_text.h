// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QString>
#include <vector>

namespace ropewalk::views {

/// A column of numbers out of a clipboard's text.
struct Column
{
    std::vector<double> values;
    QString problem; ///< why it is none, in words; empty = it is one
};

/// One number a line, or all on one line with tabs between, as spreadsheets copy them; with a decimal point,
/// or the comma of the user's language. Numbers must be finite and above 0. A heading in the first line is
/// passed over.
Column readColumn(const QString& text);

/// The shortest text that reads back as the same number, with a decimal point.
QString columnNumber(double value);

} // namespace ropewalk::views
