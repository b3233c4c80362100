// SPDX-License-Identifier: GPL-3.0-only
#include "views/evaluation/set_style.h"

#include "views/language/set_texts.h"

#include <algorithm>

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

} // namespace ropewalk::views
