// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QString>

class QFontMetricsF;

namespace ropewalk::views {

/// value with this many significant figures at most, in exponent form where it would have more than five digits before
/// the point: "2.52", "65123", "3.47e9". For lists and bars, where numbers stand under each other.
QString briefText(double value, int figures = 3);

/// The fullest text of value that is no wider than width: with all figures, with fewer, in exponent form, and "…" where
/// none is that narrow. before stands in front of it, such as "≈". A number is never cut off: a part of it would be
/// another number.
QString fittedNumber(
    double value, int figures, const QFontMetricsF& metrics, double width, const QString& before = {});

} // namespace ropewalk::views
