// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/text/elided_label.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace ropewalk::views {

ElidedLabel::ElidedLabel(QWidget* parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
}

QString ElidedLabel::shownText() const
{
    return fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width());
}

QSize ElidedLabel::minimumSizeHint() const
{
    const QString least = fontMetrics().elidedText(text(), Qt::ElideRight, fontMetrics().averageCharWidth() * 8);
    return { fontMetrics().horizontalAdvance(least), QLabel::minimumSizeHint().height() };
}

bool ElidedLabel::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || shownText() == text())
        return QLabel::event(event);
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), text(), this);
    return true;
}

void ElidedLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    painter.drawText(contentsRect(), int(alignment()), shownText());
}

} // namespace ropewalk::views
