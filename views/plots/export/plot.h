// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QList>
#include <QPalette>
#include <QSize>
#include <QStringList>

class QPainter;
class QWidget;

namespace ropewalk::views {

/// Numbers behind a plot: every row has as many cells as there are columns. Numbers are written by number().
struct PlotNumbers
{
    QStringList columns;
    QList<QStringList> rows;

    /// The shortest text that reads back as the same value, in the C locale; empty for NaN.
    static QString number(double value);
    /// RFC 4180 in UTF-8 with the columns as its first line: cells with commas, quotes or line breaks are quoted.
    QByteArray csv() const;
};

/// Names for a column or row each: one that others have, too, gets its id, "found (found-2)", so that no two are alike.
QStringList distinctLabels(const QStringList& names, const QStringList& ids);

/// What a plot implements so that its picture and numbers can leave the window; see offerExport().
class Plot
{
public:
    virtual ~Plot() = default;
    /// What the picture shows, for the dialog and as a file's name: "Frequency map".
    virtual QString plotTitle() const = 0;
    /// The picture at size, logical pixels from (0, 0), in the colours of palette; leaves the background to the
    /// caller, and out what only the pointer put there.
    virtual void renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const = 0;
    virtual PlotNumbers numbers() const = 0;
};

/// For a plot that is a widget: paints a second one of its kind, which nobody sees, as a picture of this size.
void renderWidget(QWidget& copy, QPainter& painter, const QSize& size, const QPalette& palette);

/// Pixels of an image inside a plot for one of the painter's units: the screen's or picture's own, more on SVG and PDF.
double imageRatio(const QPainter& painter);

} // namespace ropewalk::views
