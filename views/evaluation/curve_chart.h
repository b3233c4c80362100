// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/evaluation/measured.h"
#include "views/plots/axis.h"
#include "views/plots/export/plot.h"

#include <QWidget>
#include <limits>
#include <optional>

namespace ropewalk::views {

class Chart;

struct PlotPoint
{
    double x = 0, y = 0; ///< y not finite = marked at the upper edge
    double low = std::numeric_limits<double>::quiet_NaN(), high = low; ///< the band around it; NaN = none
};

/// A set's curve.
struct PlotSeries
{
    Compared of;
    std::vector<PlotPoint> points; ///< x grows
};

struct PlotAxis
{
    Scale scale = Scale::linear;
    QString title;
    bool whole = false; ///< of tokens: ticks are whole numbers
    std::optional<double> low = {}, high = {}; ///< empty = as far as the points reach
};

/// A line across the plot at some x.
struct PlotMark
{
    double x = 0;
    QString label;
};

/// The curves of the compared sets over lengths or positions, each with its band, its line style and its name at its
/// end. The pointer or the arrow keys read values at a point; where a range can be chosen, dragging or Shift and the
/// arrows choose it and Escape gives it up; Enter or a click chooses a point.
class CurveChart : public QWidget, public Plot
{
    Q_OBJECT

public:
    explicit CurveChart(const QString& name, QWidget* parent = nullptr);

    void setAxes(const PlotAxis& x, const PlotAxis& y);
    void setSeries(std::vector<PlotSeries> series);
    void setMarks(std::vector<PlotMark> marks);
    void setBrushable(bool brushable) { m_brushable = brushable; }

    using Range = std::pair<double, double>;
    const std::optional<Range>& range() const { return m_range; } ///< of x; low first
    void setRange(const std::optional<Range>& range); ///< without a signal
    /// What stands at the cursor, a line a set; empty without one.
    QStringList reading() const;
    QPointF toPixel(const QPointF& value) const;

    QString plotTitle() const override { return accessibleName(); }
    void renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const override;
    PlotNumbers numbers() const override; ///< a point a row: set, x, y, and the band around it

    QSize sizeHint() const override { return { 360, 190 }; }

Q_SIGNALS:
    void rangeChanged();
    void pointChosen(double x);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void rebuild();
    void paintOver(QPainter& painter) const;
    void paintNames(QPainter& painter) const;
    void paintReading(QPainter& painter) const;
    QRectF clearPlace(const QRectF& wish) const; ///< beneath it, where no curve passes
    void moveCursor(int stop);
    int stopAt(double pixel) const;
    double clamped(double x) const;

    Chart* m_chart;
    std::vector<PlotSeries> m_series;
    std::vector<PlotMark> m_marks;
    PlotAxis m_x, m_y;
    std::vector<int> m_lines, m_bands; ///< of the chart, made as needed
    std::vector<double> m_stops; ///< every x, in order
    int m_cursor = -1; ///< into m_stops
    std::optional<Range> m_range;
    std::optional<double> m_pressed; ///< x where the button went down
    bool m_brushable = false, m_dragged = false;
};

} // namespace ropewalk::views
