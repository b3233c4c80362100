// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/marks/set_mark.h"

#include <QPainter>
#include <QPolygonF>
#include <algorithm>
#include <array>

namespace ropewalk::views {

namespace {

constexpr double side = 10; // of a mark, in pixels
constexpr double rim = 2; // of a hollow one

// Each kind begins elsewhere, so that the few sets of a usual project all differ: blue, purple, black, yellow and
// vermillion, as theme.cpp has them.
constexpr std::array<int, setColours> ownTurn{ 0, 1, 2, 3, 4 };
constexpr std::array<int, setColours> foundTurn{ 4, 3, 2, 1, 0 };
constexpr std::array<int, setColours> shippedTurn{ 2, 1, 3, 4, 0 };

/// The number at the end of an id ("set-3" → 3); 1 where there is none.
int numberOf(const QString& id)
{
    int start = int(id.size());
    while (start > 0 && id.at(start - 1).isDigit())
        --start;
    return std::max(1, id.mid(start).toInt());
}

SetLook inTurn(SetLook::Kind kind, const std::array<int, setColours>& turn, int number)
{
    return { kind, turn[std::size_t((number - 1) % setColours)], (number - 1) / setColours };
}

} // namespace

SetLook lookOf(const QString& id)
{
    const QString key = id.toLower();
    int baseline = 0;
    for (const char* name : { "none", "pi", "ntk", "yarn" }) {
        if (key == QLatin1String(name))
            return { SetLook::Kind::baseline, baseline, 0 };
        ++baseline;
    }
    if (key.startsWith(u"found"))
        return inTurn(SetLook::Kind::found, foundTurn, numberOf(key));
    if (key.startsWith(u"shipped"))
        return inTurn(SetLook::Kind::shipped, shippedTurn, numberOf(key));
    return inTurn(SetLook::Kind::own, ownTurn, numberOf(key));
}

void paintSetMark(QPainter& painter, const QRectF& place, const QColor& colour, const SetLook& look)
{
    const bool hollow = look.round % 3 != 0;
    const double half = side / 2 - (hollow ? rim / 2 : 0);
    const QPointF centre = place.center();
    painter.setPen(hollow ? QPen(colour, rim, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin) : QPen(Qt::NoPen));
    painter.setBrush(hollow ? QBrush(Qt::NoBrush) : QBrush(colour));
    switch (look.kind) {
    case SetLook::Kind::baseline:
        painter.drawEllipse(centre, half, half);
        break;
    case SetLook::Kind::own:
        painter.drawRect(QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half));
        break;
    case SetLook::Kind::found: {
        const double reach = half * 1.2; // as much surface as the others
        painter.drawPolygon(QPolygonF{ centre + QPointF(0, -reach), centre + QPointF(reach, 0),
            centre + QPointF(0, reach), centre + QPointF(-reach, 0) });
        break;
    }
    case SetLook::Kind::shipped:
        painter.drawPolygon(
            QPolygonF{ centre + QPointF(0, -half), centre + QPointF(half, half), centre + QPointF(-half, half) });
        break;
    }
    if (look.round % 3 == 2) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawEllipse(centre + QPointF(0, look.kind == SetLook::Kind::shipped ? half / 3 : 0), 1.5, 1.5);
    }
}

Qt::PenStyle lineOf(const SetLook& look)
{
    constexpr Qt::PenStyle styles[]{ Qt::SolidLine, Qt::DashDotLine, Qt::DashDotDotLine };
    return styles[look.round % 3];
}

} // namespace ropewalk::views
