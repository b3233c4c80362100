// SPDX-License-Identifier: GPL-3.0-only
#include "views/evaluation/set_style.h"

#include "views/language/set_texts.h"

#include <algorithm>
#include <cmath>

namespace ropewalk::views {

QString letterAt(int place)
{
    return QString(QChar(u'A' + std::clamp(place, 0, 25)));
}

Qt::PenStyle penStyleOf(const QString& letter)
{
    constexpr Qt::PenStyle styles[]{ Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine };
    return letter.isEmpty() ? Qt::SolidLine : styles[(letter.front().unicode() - u'A') % 4];
}

QColor inkOf(const Theme& theme, const rope::FactorSet& set)
{
    return readable(colourOf(theme, QString::fromStdString(set.id)), theme.panel);
}

QString titleOf(const Compared& set)
{
    return set.letter + u' ' + shownName(set.set);
}

Interval wilson(double correct, double trials)
{
    if (trials <= 0)
        return {};
    constexpr double z = 1.96;
    const double share = correct / trials;
    const double middle = share + z * z / (2 * trials);
    const double spread = z * std::sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials));
    const double whole = 1 + z * z / trials;
    return { std::max(0.0, (middle - spread) / whole), std::min(1.0, (middle + spread) / whole) };
}

} // namespace ropewalk::views
