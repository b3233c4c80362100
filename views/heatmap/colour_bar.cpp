// SPDX-License-Identifier: GPL-3.0-only
#include "views/heatmap/colour_bar.h"

#include "views/plots/axis.h"

#include <QFontMetricsF>
#include <QPainter>

namespace ropewalk::views {

namespace {

constexpr int stripWidth = 92;
constexpr int stripHeight = 9;
constexpr double gap = 5;

} // namespace

ColourBar::ColourBar(QWidget* parent)
    : QWidget(parent)
{
    setFont(scaledFont(font(), 0.9));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Colours"));
}

void ColourBar::setScale(const CellScale& scale)
{
    m_scale = scale;
    setAccessibleDescription(tr("from %1 to %2").arg(lowText(), highText()));
    updateGeometry();
    update();
}

QString ColourBar::lowText() const
{
    return shortText(m_scale.diverging ? -m_scale.high : m_scale.low, 3);
}

QString ColourBar::highText() const
{
    const QString text = (m_scale.diverging ? QStringLiteral("+") : QString()) + shortText(m_scale.high, 3);
    return m_scale.unit.isEmpty() ? text : text + u' ' + m_scale.unit;
}

QSize ColourBar::sizeHint() const
{
    const QFontMetricsF metrics(font());
    const double texts = metrics.horizontalAdvance(lowText()) + metrics.horizontalAdvance(highText());
    return { int(std::ceil(texts + 2 * gap)) + stripWidth, int(metrics.height()) + 2 };
}

void ColourBar::paintEvent(QPaintEvent*)
{
    const Theme theme = themeFor(palette());
    const QFontMetricsF metrics(font());
    QPainter painter(this);
    painter.setPen(theme.muted);
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, lowText());
    painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter, highText());
    const double left = metrics.horizontalAdvance(lowText()) + gap;
    const double top = (height() - stripHeight) / 2.0;
    for (int i = 0; i < stripWidth; ++i) {
        const double value = m_scale.valueAt(double(i) / (stripWidth - 1));
        painter.fillRect(
            QRectF(left + i, top, 1.5, stripHeight), QColor::fromRgb(m_scale.colour(value, theme)));
    }
    painter.setPen(QPen(theme.border, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(left - 0.5, top - 0.5, stripWidth + 1, stripHeight + 1));
}

} // namespace ropewalk::views
