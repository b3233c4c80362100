// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/plots/export/plot.h"

#include <QByteArray>
#include <QImage>
#include <optional>

namespace ropewalk::views {

enum class PlotBackground
{
    light,
    dark,
    transparent ///< ink of the light theme, no surfaces
};

enum class PlotFormat
{
    png,
    svg,
    pdf,
    csv
};

/// How a picture leaves the window.
struct PlotPicture
{
    QSize size{ 960, 540 }; ///< logical pixels: what text and lines are measured in
    int scale = 2; ///< pixels of an image for one of these, 1 to 4
    PlotBackground background = PlotBackground::light;
};

/// By the end of a file's name, in any case; none for an unknown one.
std::optional<PlotFormat> plotFormatOf(const QString& fileName);

QImage plotImage(const Plot& plot, const PlotPicture& picture);
/// The bytes of a file; csv needs no picture.
QByteArray plotBytes(const Plot& plot, PlotFormat format, const PlotPicture& picture);

/// Replaces the file in one step. Empty, or what went wrong in a sentence that names the file.
QString savePlot(
    const Plot& plot, const QString& fileName, PlotFormat format, const PlotPicture& picture);

/// The title as a file's name: "frequency-map".
QString plotFileName(const Plot& plot);

} // namespace ropewalk::views
