// SPDX-License-Identifier: GPL-3.0-only
#include "views/search/transport_icons.h"

#include "views/plots/theme.h"

#include <QPainter>
#include <QPixmap>

namespace ropewalk::views {

namespace {

constexpr int side = 20; // of the icon's grid

void paintShape(QPainter& painter, Transport which, const QColor& colour)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    switch (which) {
    case Transport::start:
        painter.drawPolygon(QPolygonF{ { 4, 2.5 }, { 17.5, 10 }, { 4, 17.5 } });
        break;
    case Transport::pause:
        painter.drawRect(QRectF(4, 3, 4.5, 14));
        painter.drawRect(QRectF(11.5, 3, 4.5, 14));
        break;
    case Transport::stop:
        painter.drawRect(QRectF(4, 4, 12, 12));
        break;
    case Transport::cancel:
        painter.setPen(QPen(colour, 1.8, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(6, 6), QPointF(14, 14));
        painter.drawLine(QPointF(14, 6), QPointF(6, 14));
        break;
    }
}

} // namespace

QIcon transportIcon(Transport which, const Theme& theme)
{
    const QColor enabled = which == Transport::cancel ? theme.muted : theme.accent;
    QIcon icon;
    for (const auto& [mode, colour] :
        { std::pair(QIcon::Normal, enabled), std::pair(QIcon::Disabled, theme.faint) })
        for (const int ratio : { 1, 2, 3 }) {
            QPixmap pixmap(side * ratio, side * ratio);
            pixmap.setDevicePixelRatio(ratio);
            pixmap.fill(Qt::transparent);
            QPainter painter(&pixmap);
            painter.setRenderHint(QPainter::Antialiasing);
            paintShape(painter, which, colour);
            painter.end();
            icon.addPixmap(pixmap, mode);
        }
    return icon;
}

} // namespace ropewalk::views
