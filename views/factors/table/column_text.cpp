// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/table/column_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>
#include <optional>

namespace ropewalk::views {

namespace {

/// What translators find these texts under.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Column)
};

std::optional<double> number(const QString& cell)
{
    bool isNumber = false;
    double value = QLocale::c().toDouble(cell, &isNumber);
    if (!isNumber)
        value = QLocale().toDouble(cell, &isNumber);
    if (!isNumber && cell.count(u',') == 1)
        value = QLocale::c().toDouble(QString(cell).replace(u',', u'.'), &isNumber);
    return isNumber ? std::optional(value) : std::nullopt;
}

} // namespace

Column readColumn(const QString& text)
{
    QStringList lines = QString(text).remove(u'\r').split(u'\n');
    while (!lines.isEmpty() && lines.back().trimmed().isEmpty())
        lines.removeLast();
    if (lines.isEmpty())
        return { {}, Texts::tr("The clipboard holds no text.") };
    if (lines.size() == 1 && lines.front().contains(u'\t'))
        lines = lines.front().split(u'\t');
    if (lines.size() > 1 && !number(lines.front().trimmed()))
        lines.removeFirst();
    Column column;
    for (qsizetype line = 0; line < lines.size(); ++line) {
        const QString cell = lines[line].trimmed();
        if (const qsizetype cells = cell.split(u'\t').size(); cells > 1)
            return { {},
                Texts::tr("Number %1 of the clipboard has %2 cells beside one another: copy the column of λ alone.")
                    .arg(line + 1)
                    .arg(cells) };
        const std::optional<double> value = number(cell);
        if (!value || !std::isfinite(*value) || *value <= 0)
            return { {},
                Texts::tr("Number %1 of the clipboard is “%2”, not a number above 0.")
                    .arg(line + 1)
                    .arg(cell.left(20)) };
        column.values.push_back(*value);
    }
    return column;
}

QString columnNumber(double value)
{
    return QLocale::c().toString(value, 'g', QLocale::FloatingPointShortest);
}

} // namespace ropewalk::views
