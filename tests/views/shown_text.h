// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QColor>
#include <QFont>
#include <QImage>
#include <QPainter>
#include <QString>
#include <algorithm>
#include <cmath>

namespace ropewalk::test {

/// How much of the ink of a colour stands in a part of an image that was drawn at scale 1.
inline double inkIn(const QImage& image, const QRect& part, const QColor& ink, const QColor& ground)
{
    const auto along = [&](const QColor& pixel) {
        const double all = std::abs(ink.redF() - ground.redF()) + std::abs(ink.greenF() - ground.greenF())
            + std::abs(ink.blueF() - ground.blueF());
        const double part = std::abs(pixel.redF() - ground.redF()) + std::abs(pixel.greenF() - ground.greenF())
            + std::abs(pixel.blueF() - ground.blueF());
        return std::min(1.0, part / all);
    };
    double sum = 0;
    for (int y = std::max(0, part.top()); y <= std::min(part.bottom(), image.height() - 1); ++y)
        for (int x = std::max(0, part.left()); x <= std::min(part.right(), image.width() - 1); ++x)
            sum += along(image.pixelColor(x, y));
    return sum;
}

/// The ink of the text where nothing is in its way.
inline double inkOf(const QString& text, const QFont& font, const QColor& ink, const QColor& ground)
{
    QImage image(900, 120, QImage::Format_RGB32);
    image.fill(ground);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font);
    painter.setPen(ink);
    painter.drawText(QRectF(20, 20, 860, 80), Qt::AlignVCenter | Qt::AlignRight, text);
    painter.end();
    return inkIn(image, image.rect(), ink, ground);
}

} // namespace ropewalk::test
