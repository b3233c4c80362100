// SPDX-License-Identifier: GPL-3.0-only
#include "views/heatmap/cell_scale.h"

#include "views/plots/colour_map.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ropewalk::views {

double CellScale::valueAt(double share) const
{
    const double from = diverging ? -high : low;
    return log && !diverging && from > 0 ? from * std::pow(high / from, share) : from + (high - from) * share;
}

QRgb CellScale::colour(double value, const Theme& theme) const
{
    if (std::isnan(value))
        return 0;
    if (diverging)
        return divergingColour(high > 0 ? value / high : 0, theme.dark);
    double share = high > low ? (value - low) / (high - low) : 0.5;
    if (log && low > 0 && high > low)
        share = std::log(value / low) / std::log(high / low);
    return colourAt(ColourMap::viridis, lowIsBright ? 1 - share : share);
}

QColor CellScale::ink(double value, const Theme& theme) const
{
    const QRgb ground = colour(value, theme);
    if (qAlpha(ground) == 0)
        return theme.muted;
    const QColor on = QColor::fromRgb(ground);
    return contrast(Qt::white, on) >= contrast(Qt::black, on) ? QColor(Qt::white) : QColor(Qt::black);
}

CellScale scaleOf(const std::vector<double>& values, const QString& unit, bool diverging)
{
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (double value : values)
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    if (!(low <= high))
        return { 0, 1, diverging, unit, false, false };
    if (diverging) {
        high = std::max({ std::abs(low), std::abs(high), 1e-9 });
        return { -high, high, true, unit, false, false };
    }
    return { low, high > low ? high : low + 1e-9, false, unit, false, false };
}

} // namespace ropewalk::views
