// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/plots/theme.h"

#include <QRectF>
#include <QString>
#include <vector>

class QPainter;

namespace ropewalk::views {

enum class Scale
{
    linear,
    log
};

struct Tick
{
    double value = 0;
    QString label; ///< empty = grid line only
};

/// Maps values onto pixels along one direction, linearly or by logarithm, and knows its own round ticks.
class Axis
{
public:
    Axis() = default;
    /// low < high; both > 0 when logarithmic (else clamped to a small positive number).
    Axis(Scale scale, double low, double high);

    Scale scale() const { return m_scale; }
    double low() const { return m_low; }
    double high() const { return m_high; }

    /// The pixels of low and high; from > to for an axis that grows upward.
    void setPixels(double from, double to);
    double toPixel(double value) const;
    double toValue(double pixel) const;

    /// Of pairs, tokens or generations: its ticks are whole numbers.
    void setWhole(bool whole) { m_whole = whole; }

    /// At most this many round ticks within low … high: 1-2-5 steps; powers of two, 1-2-5 or decades by
    /// logarithm.
    std::vector<Tick> ticks(int atMost) const;

private:
    Scale m_scale = Scale::linear;
    double m_low = 0;
    double m_high = 1;
    double m_from = 0;
    double m_to = 1;
    bool m_whole = false;
};

/// A number for people: as many decimals as a step asks for, no trailing zeros beyond them, "−" for minus.
QString numberText(double value, double step);
/// value with this many significant figures, not in exponent form between 1e-4 and 1e7: "2.517", "75.0",
/// "0.0321", "3.472e9".
QString significantText(double value, int figures = 4);
/// The same, always in exponent form: "3.472e9", "1.25e−5". Zero and what is not finite as above.
QString exponentText(double value, int figures = 4);
/// The same without zeros that say nothing: "10", "1.25".
QString shortText(double value, int figures = 4);
/// Seconds as "8 s", "3 min 5 s", "2 h 10 min".
QString durationText(double seconds);

/// Texts for one place, the fullest first: a title or elided text made of them is the first that fits.
QString oneOf(const QStringList& texts);

/// Grid, ticks, labels and title below or left of plot, in the painter's font. Labels that would touch are
/// left out; a title that is too long is elided.
void paintBottomAxis(QPainter& painter, const QRectF& plot, const Axis& axis, const std::vector<Tick>& ticks,
    const QString& title, const Theme& theme, bool grid = true);
void paintLeftAxis(QPainter& painter, const QRectF& plot, const Axis& axis, const std::vector<Tick>& ticks,
    const QString& title, const Theme& theme, bool grid = true);

/// Tops of labels of this height that want these centres, moved apart as little as needed and kept in low …
/// high; the order of the centres is kept.
std::vector<double> spreadLabels(const std::vector<double>& centres, double height, double low, double high);

} // namespace ropewalk::views
