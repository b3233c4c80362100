// SPDX-License-Identifier: GPL-3.0-only
#pragma once

namespace ropewalk::views {

/// The visible part of an axis, [first, first + span), kept inside its limits. Units are the axis' own:
/// positions or pairs.
class ZoomWindow
{
public:
    ZoomWindow() = default;
    /// Shows the whole of [0, length); no zoom goes below smallest units.
    ZoomWindow(double length, double smallest);

    double first() const { return m_first; }
    double span() const { return m_span; }
    double end() const { return m_first + m_span; }
    double length() const { return m_length; }
    bool isClosest() const { return m_span <= m_smallest; }
    bool isWhole() const { return m_span >= m_length; }

    /// Shrinks the span by factor (> 1 zooms in) and leaves the value under anchor where it is.
    void zoom(double anchor, double factor);
    void pan(double distance); ///< to larger values when positive; stops at the limits
    void show(double first, double span); ///< clamped to the limits
    void reset();

    /// The value at a share of the window, and back. 0 = first, 1 = end.
    double valueAt(double share) const { return m_first + share * m_span; }
    double shareOf(double value) const { return (value - m_first) / m_span; }

    bool operator==(const ZoomWindow&) const = default;

private:
    double m_length = 1;
    double m_smallest = 1;
    double m_first = 0;
    double m_span = 1;
};

} // namespace ropewalk::views
