// SPDX-License-Identifier: GPL-3.0-only
#include "views/frequency/zoom_window.h"

#include <algorithm>

namespace ropewalk::views {

ZoomWindow::ZoomWindow(double length, double smallest)
    : m_length(std::max(length, 1.0))
    , m_smallest(std::clamp(smallest, 1e-6, m_length))
    , m_span(m_length)
{
}

void ZoomWindow::show(double first, double span)
{
    m_span = std::clamp(span, m_smallest, m_length);
    m_first = std::clamp(first, 0.0, m_length - m_span);
}

void ZoomWindow::zoom(double anchor, double factor)
{
    const double share = std::clamp(shareOf(anchor), 0.0, 1.0);
    const double span = std::clamp(m_span / factor, m_smallest, m_length);
    show(m_first + share * (m_span - span), span);
}

void ZoomWindow::pan(double distance)
{
    show(m_first + distance, m_span);
}

void ZoomWindow::reset()
{
    show(0, m_length);
}

} // namespace ropewalk::views
