// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/text/fitted_number.h"

#include "views/plots/axis.h"

#include <QFontMetricsF>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double longest = 1e5; // from here on a power of ten is shorter

} // namespace

QString briefText(double value, int figures)
{
    return std::isfinite(value) && std::abs(value) >= longest ? exponentText(value, figures)
                                                              : significantText(value, figures);
}

QString fittedNumber(
    double value, int figures, const QFontMetricsF& metrics, double width, const QString& before)
{
    for (int shown = figures; shown >= 1; --shown)
        if (const QString text = before + briefText(value, shown); metrics.horizontalAdvance(text) <= width)
            return text;
    if (std::isfinite(value) && value != 0)
        for (int shown = figures; shown >= 1; --shown)
            if (const QString text = before + exponentText(value, shown); metrics.horizontalAdvance(text) <= width)
                return text;
    return QStringLiteral("…");
}

} // namespace ropewalk::views
