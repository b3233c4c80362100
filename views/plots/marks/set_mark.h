// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QColor>
#include <QString>
#include <Qt>

class QPainter;
class QRectF;

namespace ropewalk::views {

/// How a factor set is told from the others by eye: the baselines have four of Okabe and Ito's colours, all other sets
/// the remaining five in turn, and where a kind has used these up another mark and another dash. From its id: "none",
/// "pi", "ntk" and "yarn" in any case are the baselines, "found…" what a search found, "shipped…" what the model came
/// with, everything else the user's own; the number at the end tells those of a kind apart, 1 where there is none.
struct SetLook
{
    enum class Kind
    {
        baseline,
        own,
        found,
        shipped
    };
    Kind kind = Kind::own;
    int colour = 0; ///< 0 … 3 of the baselines' colours, 0 … 4 of the others'
    int round = 0; ///< how often its kind used up the colours before it
};

inline constexpr int setColours = 5; ///< beside the baselines'

SetLook lookOf(const QString& id);

/// A small mark in the middle of place: a square for the user's own sets, a diamond for what was found, a triangle for
/// what was shipped, a disc for baselines; filled, then hollow, then hollow with a dot.
void paintSetMark(QPainter& painter, const QRectF& place, const QColor& colour, const SetLook& look);

/// Of a line that is drawn with others: solid, then dashes and dots.
Qt::PenStyle lineOf(const SetLook& look);

} // namespace ropewalk::views
