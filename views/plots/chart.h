// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/plots/axis.h"

#include <QPointF>
#include <QWidget>
#include <functional>
#include <memory>

namespace ropewalk::views {

/// Lines, bands and dots over two axes, each linear or logarithmic. The only class that knows Qt Charts, so that
/// it can be replaced. Points are always handed over as a whole list, finite and few (decimate before); axes are always
/// set explicitly; nothing is animated. What lies outside the axes is clipped.
class Chart : public QWidget
{
    Q_OBJECT

public:
    explicit Chart(QWidget* parent = nullptr);
    ~Chart() override;

    /// Dots lie under the rest; lines and bands are painted in the order in which they are added. Each is
    /// known by the number returned.
    int addLine();
    int addBand(); ///< filled between two lines
    int addDots();

    void setLineStyle(int line, const QColor& colour, double width, Qt::PenStyle style = Qt::SolidLine);
    void setBandStyle(int band, const QColor& fill);
    void setDotStyle(int dots, const QColor& fill, double diameter);

    void setPoints(int lineOrDots, const QList<QPointF>& points);
    void setBand(int band, const QList<QPointF>& lower, const QList<QPointF>& upper);

    /// Ranges with titles; values that a logarithmic axis cannot show are left out.
    void setAxes(const Axis& x, const QString& xTitle, const Axis& y, const QString& yTitle);
    void setAxesVisible(bool visible);
    void setRightMargin(double pixels); ///< room for direct labels

    QRectF plotArea() const; ///< in this widget's coordinates
    QPointF toPixel(const QPointF& value) const;
    QPointF toValue(const QPointF& pixel) const;

    /// Paints over the series, in this widget's coordinates.
    void setOverlay(std::function<void(QPainter&)> paint);
    void repaintOverlay();

    QSize minimumSizeHint() const override { return { 160, 90 }; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    class View;
    void layOut();

    std::unique_ptr<View> m_view;
};

} // namespace ropewalk::views
