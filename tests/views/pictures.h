// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/plots/theme.h"

#include <QApplication>
#include <QCoreApplication>
#include <QDir>
#include <QImage>
#include <QPainter>
#include <QStyle>
#include <QWidget>

namespace ropewalk::test {

/// Fusion, a fixed font and one of our palettes for the whole program.
inline void useTheme(const views::Theme& theme)
{
    QApplication::setStyle(QStringLiteral("fusion"));
    QApplication::setFont(QFont(QStringLiteral("DejaVu Sans"), 9));
    QApplication::setPalette(views::paletteFor(theme));
}

/// A window that holds one widget of this size without a layout: the offscreen platform warns of size hints
/// that a layout hands to a window, and warnings are fatal in tests.
class Stage
{
public:
    Stage(QWidget* widget, const QSize& size)
    {
        m_window.resize(size);
        widget->setParent(&m_window);
        widget->resize(size);
        m_window.show();
    }
    QWidget& window() { return m_window; }

private:
    QWidget m_window;
};

/// The widget on the window's background at this scale, as it would stand on a screen; also written to
/// pictures/<name>.png beside the tests' programs' folder.
inline QImage picture(QWidget& widget, const QString& name, qreal scale = 1)
{
    QImage image(widget.size() * scale, QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    image.fill(widget.palette().color(QPalette::Window));
    widget.render(&image);
    const QDir folder(QCoreApplication::applicationDirPath() + QStringLiteral("/../pictures"));
    folder.mkpath(QStringLiteral("."));
    image.save(folder.filePath(name + QStringLiteral(".png")));
    return image;
}

/// How many pixels of the image are within tolerance (each channel) of a colour.
inline int pixelsNear(const QImage& image, const QColor& colour, int tolerance = 12)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QRgb pixel = image.pixel(x, y);
            count += std::abs(qRed(pixel) - colour.red()) <= tolerance
                && std::abs(qGreen(pixel) - colour.green()) <= tolerance
                && std::abs(qBlue(pixel) - colour.blue()) <= tolerance;
        }
    return count;
}

} // namespace ropewalk::test
