// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/sets/set_delegate.h"

#include "views/factors/sets/set_model.h"
#include "views/factors/tools/tool_icons.h"
#include "views/plots/marks/set_mark.h"
#include "views/plots/theme.h"

#include <QPainter>
#include <algorithm>

namespace ropewalk::views {

namespace {

constexpr int nameLeft = 26;

struct Columns
{
    QRect name, mark, score;
};

/// A number that is longer than usual takes the room of the name, which may be elided; a name without a letter has its
/// place, too.
Columns columnsOf(const QRect& row, const QFont& font, const QString& number, bool lettered)
{
    const QFontMetrics metrics(numberFont(font));
    const int usual = metrics.horizontalAdvance(QStringLiteral("≈00.00"));
    const int score = std::max(usual, metrics.horizontalAdvance(number)) + 4;
    const int mark = metrics.horizontalAdvance(u'B') + 10;
    Columns columns;
    columns.score = QRect(row.right() - 6 - score, row.top(), score, row.height());
    columns.mark = QRect(columns.score.left() - mark, row.top(), mark, row.height());
    const int end = lettered ? columns.mark.left() : columns.score.right() - metrics.horizontalAdvance(number) - 8;
    columns.name = QRect(row.left() + nameLeft, row.top(), end - row.left() - nameLeft, row.height());
    return columns;
}

} // namespace

void SetDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme theme = themeFor(option.palette);
    const QColor colour = colourOf(theme, index.data(SetModel::IdRole).toString());
    const QString mark = index.data(SetModel::MarkRole).toString();
    const QString score = index.data(SetModel::ScoreRole).toString();
    const Columns columns
        = columnsOf(option.rect, option.font, score.isEmpty() ? QStringLiteral("–") : score, !mark.isEmpty());

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (mark == u"A")
        painter->fillRect(option.rect, theme.accentSoft);
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, theme.plot);
    if (option.state & QStyle::State_HasFocus) {
        painter->setPen(QPen(theme.accent, 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5));
    }
    paintSetMark(*painter, QRectF(option.rect.left() + 7, option.rect.top(), 12, option.rect.height()), colour,
        lookOf(index.data(SetModel::IdRole).toString()));
    painter->setPen(theme.text);
    painter->setFont(option.font);
    painter->drawText(columns.name, Qt::AlignVCenter | Qt::AlignLeft,
        option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight,
            columns.name.width() - (index.data(SetModel::LockedRole).toBool() ? 16 : 0)));
    if (index.data(SetModel::LockedRole).toBool()) {
        const double nameEnd = columns.name.left()
            + std::min(
                columns.name.width() - 14, option.fontMetrics.horizontalAdvance(index.data().toString()) + 4);
        paintLock(*painter, QRectF(nameEnd, option.rect.center().y() - 5, 11, 11), theme.muted);
    }
    painter->setPen(readable(colour, mark == u"A" ? theme.accentSoft : theme.panel));
    painter->setFont(scaledFont(option.font, 0.95, true));
    painter->drawText(columns.mark, Qt::AlignCenter, mark);
    painter->setFont(numberFont(option.font));
    painter->setPen(score.isEmpty() ? theme.faint : score.startsWith(u'≈') ? theme.muted : theme.text);
    painter->drawText(
        columns.score, Qt::AlignVCenter | Qt::AlignRight, score.isEmpty() ? QStringLiteral("–") : score);
    painter->restore();
}

QSize SetDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return { 120, option.fontMetrics.height() + 8 };
}

void SetDelegate::updateEditorGeometry(
    QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Columns columns = columnsOf(option.rect, option.font, index.data(SetModel::ScoreRole).toString(), true);
    editor->setGeometry(columns.name.adjusted(-4, 0, columns.mark.width(), 0));
}

} // namespace ropewalk::views
