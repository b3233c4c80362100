// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/plots/theme.h"

#include <QRgb>
#include <QString>
#include <vector>

namespace ropewalk::views {

/// How a heat map's numbers become colours: low … high over a colour map, or −high … high around a neutral middle.
struct CellScale
{
    double low = 0;
    double high = 1;
    bool diverging = false; ///< differences; low is ignored
    QString unit; ///< "nats", "%"
    bool log = false; ///< by the logarithm; low > 0
    bool lowIsBright = false; ///< for numbers of which small ones are good

    double valueAt(double share) const; ///< 0 = low … 1 = high
    QRgb colour(double value, const Theme& theme) const; ///< transparent for NaN
    QColor ink(double value, const Theme& theme) const; ///< for text on that colour, at least 4.5 : 1
};

/// The scale that these numbers fill; NaN and infinities count for nothing.
CellScale scaleOf(const std::vector<double>& values, const QString& unit, bool diverging = false);

} // namespace ropewalk::views
