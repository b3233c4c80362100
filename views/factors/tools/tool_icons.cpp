// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/tools/tool_icons.h"

#include "views/plots/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

namespace ropewalk::views {

namespace {

constexpr int side = 18; // of the icon's grid

void dot(QPainter& painter, double x, double y, double radius = 1.9)
{
    const QBrush before = painter.brush();
    painter.setBrush(painter.pen().color());
    painter.drawEllipse(QPointF(x, y), radius, radius);
    painter.setBrush(before);
}

void paintTool(QPainter& painter, ToolIcon which)
{
    QPainterPath path;
    switch (which) {
    case ToolIcon::draw:
        path.moveTo(2.5, 15);
        path.cubicTo(6, 15, 6, 10, 9, 9);
        painter.drawPath(path);
        painter.drawPolygon(QPolygonF{ { 9, 9 }, { 14.5, 2.5 }, { 16, 4 }, { 10.3, 10.3 } });
        break;
    case ToolIcon::select: {
        QPen dashed = painter.pen();
        dashed.setDashPattern({ 2, 1.6 });
        painter.setPen(dashed);
        painter.drawRect(QRectF(2.5, 4, 13, 10));
        break;
    }
    case ToolIcon::twoBoundaries:
        painter.drawPolyline(QPolygonF{ { 2, 14.5 }, { 6, 14.5 }, { 12, 4 }, { 16, 4 } });
        dot(painter, 6, 14.5);
        dot(painter, 12, 4);
        break;
    case ToolIcon::longRope2:
        path.moveTo(2, 15);
        path.quadTo(8, 14, 11, 6);
        painter.drawPath(path);
        dot(painter, 11, 6, 2.2);
        dot(painter, 14, 4, 1.1);
        dot(painter, 16.5, 5.5, 1.1);
        break;
    case ToolIcon::blend:
        painter.drawLine(QPointF(2, 9), QPointF(4.6, 9));
        painter.drawLine(QPointF(10, 9), QPointF(16, 9));
        painter.drawEllipse(QPointF(7.3, 9), 2.7, 2.7);
        painter.drawLine(QPointF(2, 6), QPointF(2, 12));
        painter.drawLine(QPointF(16, 6), QPointF(16, 12));
        break;
    case ToolIcon::rescale:
        painter.drawLine(QPointF(9, 2.5), QPointF(9, 15.5));
        painter.drawPolyline(QPolygonF{ { 6, 5.5 }, { 9, 2.5 }, { 12, 5.5 } });
        painter.drawPolyline(QPolygonF{ { 6, 12.5 }, { 9, 15.5 }, { 12, 12.5 } });
        break;
    case ToolIcon::straighten:
        painter.drawLine(QPointF(3.5, 14), QPointF(14.5, 4));
        dot(painter, 3.5, 14);
        dot(painter, 14.5, 4);
        break;
    case ToolIcon::smooth:
        path.moveTo(2, 12);
        path.cubicTo(6, 0, 11, 18, 16, 6);
        painter.drawPath(path);
        break;
    case ToolIcon::repair:
        painter.drawPolyline(
            QPolygonF{ { 2, 15 }, { 6, 15 }, { 6, 10.5 }, { 11, 10.5 }, { 11, 5 }, { 16, 5 } });
        break;
    case ToolIcon::lock:
        paintLock(painter, QRectF(2, 2, 14, 14), painter.pen().color());
        break;
    case ToolIcon::table:
        painter.drawRect(QRectF(2.5, 3.5, 13, 11));
        painter.drawLine(QPointF(2.5, 7.2), QPointF(15.5, 7.2));
        painter.drawLine(QPointF(2.5, 10.9), QPointF(15.5, 10.9));
        painter.drawLine(QPointF(7, 3.5), QPointF(7, 14.5));
        break;
    case ToolIcon::history:
        painter.drawEllipse(QPointF(9, 9), 6.5, 6.5);
        painter.drawPolyline(QPolygonF{ { 9, 5 }, { 9, 9 }, { 12, 10.6 } });
        break;
    case ToolIcon::lengths:
        painter.drawLine(QPointF(2, 11.5), QPointF(16, 11.5));
        for (double x : { 2.0, 5.5, 9.0, 12.5, 16.0 })
            painter.drawLine(QPointF(x, x == 9 ? 6 : 8.5), QPointF(x, 11.5));
        break;
    }
}

} // namespace

void paintLock(QPainter& painter, const QRectF& square, const QColor& colour)
{
    painter.save();
    painter.translate(square.topLeft());
    painter.scale(square.width() / 14, square.height() / 14);
    painter.setPen(QPen(colour, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawArc(QRectF(4, 1.5, 6, 8), 0, 180 * 16);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(QRectF(2.5, 6, 9, 6.5), 1, 1);
    painter.restore();
}

QIcon toolIcon(ToolIcon which, const Theme& theme)
{
    struct Look
    {
        QIcon::Mode mode;
        QIcon::State state;
        QColor colour;
    };
    QIcon icon;
    for (const Look& look : { Look{ QIcon::Normal, QIcon::Off, theme.text },
             Look{ QIcon::Normal, QIcon::On, theme.accent }, Look{ QIcon::Disabled, QIcon::Off, theme.faint },
             Look{ QIcon::Disabled, QIcon::On, theme.faint } })
        for (const int ratio : { 1, 2, 3 }) {
            QPixmap pixmap(side * ratio, side * ratio);
            pixmap.setDevicePixelRatio(ratio);
            pixmap.fill(Qt::transparent);
            QPainter painter(&pixmap);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(QPen(look.colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            paintTool(painter, which);
            painter.end();
            icon.addPixmap(pixmap, look.mode, look.state);
        }
    return icon;
}

} // namespace ropewalk::views
