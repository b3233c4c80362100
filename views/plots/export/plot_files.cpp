// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/export/plot_files.h"

#include "views/plots/theme.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFileInfo>
#include <QGuiApplication>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QScreen>
#include <QSvgGenerator>

namespace ropewalk::views {

namespace {

constexpr double inch = 72; // points

QPalette paletteOf(PlotBackground background)
{
    Theme theme = background == PlotBackground::dark ? darkTheme() : lightTheme();
    if (background == PlotBackground::transparent)
        theme.plot = Qt::transparent;
    return paletteFor(theme);
}

/// Dots per inch that the window's fonts are measured in, so that text keeps its size beside the lines.
int resolution()
{
    const QScreen* screen = QGuiApplication::primaryScreen();
    return screen ? int(screen->logicalDotsPerInchX()) : 96;
}

void paint(const Plot& plot, QPainter& painter, const PlotPicture& picture)
{
    const QPalette palette = paletteOf(picture.background);
    if (picture.background != PlotBackground::transparent)
        painter.fillRect(QRect(QPoint(), picture.size), themeFor(palette).panel);
    plot.renderPlot(painter, picture.size, palette);
}

QByteArray pngBytes(const Plot& plot, const PlotPicture& picture)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    plotImage(plot, picture).save(&buffer, "PNG");
    return bytes;
}

QByteArray svgBytes(const Plot& plot, const PlotPicture& picture)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator writer;
    writer.setOutputDevice(&buffer);
    writer.setResolution(resolution());
    writer.setSize(picture.size);
    writer.setViewBox(QRect(QPoint(), picture.size));
    writer.setTitle(plot.plotTitle());
    QPainter painter(&writer);
    paint(plot, painter, picture);
    painter.end();
    return bytes;
}

QByteArray pdfBytes(const Plot& plot, const PlotPicture& picture)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(resolution());
    writer.setPageSize(
        QPageSize(QSizeF(picture.size) * inch / resolution(), QPageSize::Point, {}, QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF());
    writer.setTitle(plot.plotTitle());
    QPainter painter(&writer);
    paint(plot, painter, picture);
    painter.end();
    return bytes;
}

} // namespace

std::optional<PlotFormat> plotFormatOf(const QString& fileName)
{
    const QString suffix = QFileInfo(fileName).suffix().toLower();
    for (const auto& [name, format] : { std::pair("png", PlotFormat::png), std::pair("svg", PlotFormat::svg),
             std::pair("pdf", PlotFormat::pdf), std::pair("csv", PlotFormat::csv) })
        if (suffix == QLatin1String(name))
            return format;
    return {};
}

QImage plotImage(const Plot& plot, const PlotPicture& picture)
{
    QImage image(picture.size * picture.scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(picture.scale);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    paint(plot, painter, picture);
    painter.end();
    return image;
}

QByteArray plotBytes(const Plot& plot, PlotFormat format, const PlotPicture& picture)
{
    switch (format) {
    case PlotFormat::png:
        return pngBytes(plot, picture);
    case PlotFormat::svg:
        return svgBytes(plot, picture);
    case PlotFormat::pdf:
        return pdfBytes(plot, picture);
    case PlotFormat::csv:
        break;
    }
    return plot.numbers().csv();
}

QString savePlot(const Plot& plot, const QString& fileName, PlotFormat format, const PlotPicture& picture)
{
    const QByteArray bytes = plotBytes(plot, format, picture);
    QSaveFile file(fileName);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return QCoreApplication::translate("PlotFiles", "%1 cannot be written: %2.")
        .arg(fileName, file.errorString());
}

QString plotFileName(const Plot& plot)
{
    QString name = plot.plotTitle().toLower();
    for (QChar& letter : name)
        if (!letter.isLetterOrNumber())
            letter = u'-';
    return name;
}

} // namespace ropewalk::views
