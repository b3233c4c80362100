// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/chart.h"

#include "views/plots/theme.h"

#include <QEvent>
#include <QGraphicsLayout>
#include <QPainter>
#include <QPixmap>
#include <QtCharts/QAreaSeries>
#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>
#include <algorithm>
#include <cmath>
#include <vector>

namespace ropewalk::views {

namespace {

constexpr double axisFont = 0.9;

} // namespace

/// The picture of Qt Charts; axes, grid and labels are painted as in every other plot.
class Chart::View : public QChartView
{
public:
    explicit View(QWidget* parent)
        : QChartView(new QChart, parent)
        , across(new QValueAxis)
        , up(new QValueAxis)
    {
        // The view owns the chart, the chart its axes and series.
        QChart* picture = chart();
        picture->setAnimationOptions(QChart::NoAnimation);
        picture->setBackgroundVisible(false);
        picture->setPlotAreaBackgroundVisible(false);
        picture->legend()->hide();
        picture->setMargins({});
        picture->layout()->setContentsMargins(0, 0, 0, 0);
        across->setVisible(false);
        up->setVisible(false);
        picture->addAxis(across, Qt::AlignBottom);
        picture->addAxis(up, Qt::AlignLeft);
        setFrameShape(QFrame::NoFrame);
        setRenderHint(QPainter::Antialiasing);
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setFocusPolicy(Qt::NoFocus);
        viewport()->setAutoFillBackground(false);
        setBackgroundBrush(Qt::NoBrush);
    }

    /// Dots are painted here: Qt Charts makes a graphics item of each, which ten thousand candidates feel.
    struct Item
    {
        QAbstractSeries* series = nullptr; ///< null for dots
        QList<QPointF> points; ///< as they were given; of a band its lower line
        QList<QPointF> upper; ///< of a band
        QColor fill;
        double diameter = 4;
    };

    int add(QAbstractSeries* one)
    {
        if (one) {
            chart()->addSeries(one);
            one->attachAxis(across);
            one->attachAxis(up);
        }
        items.push_back({ one, {}, {}, {}, 4 });
        return int(items.size()) - 1;
    }

    /// Qt Charts sees linear axes only: a logarithmic one is given the logarithms.
    static double fed(const Axis& axis, double value)
    {
        return axis.scale() == Scale::log ? std::log10(value) : value;
    }

    QList<QPointF> fed(const QList<QPointF>& points) const
    {
        if (x.scale() == Scale::linear && y.scale() == Scale::linear)
            return points;
        QList<QPointF> result;
        result.reserve(points.size());
        for (const QPointF& point : points)
            if ((x.scale() == Scale::linear || point.x() > 0) && (y.scale() == Scale::linear || point.y() > 0))
                result.append({ fed(x, point.x()), fed(y, point.y()) });
        return result;
    }

    void feed(const Item& item) const
    {
        if (auto* line = qobject_cast<QLineSeries*>(item.series)) {
            line->replace(fed(item.points));
        } else if (auto* band = qobject_cast<QAreaSeries*>(item.series)) {
            band->lowerSeries()->replace(fed(item.points));
            band->upperSeries()->replace(fed(item.upper));
        }
    }

    template <class Series>
    Series* series(int number) const
    {
        return static_cast<Series*>(items[std::size_t(number)].series);
    }

    void paintDots(QPainter& painter, const Item& item) const
    {
        const double ratio = devicePixelRatioF();
        const int side = int(std::ceil(item.diameter)) + 2;
        QPixmap stamp(QSize(side, side) * ratio);
        stamp.setDevicePixelRatio(ratio);
        stamp.fill(Qt::transparent);
        QPainter ink(&stamp);
        ink.setRenderHint(QPainter::Antialiasing);
        ink.setPen(Qt::NoPen);
        ink.setBrush(item.fill);
        ink.drawEllipse(QPointF(side / 2.0, side / 2.0), item.diameter / 2, item.diameter / 2);
        ink.end();
        for (const QPointF& point : item.points)
            painter.drawPixmap(
                QPointF(x.toPixel(point.x()) - side / 2.0, y.toPixel(point.y()) - side / 2.0), stamp);
    }

    static std::vector<Tick> ticks(const Axis& axis, double pixels, double apart)
    {
        return axis.ticks(std::max(2, int(pixels / apart)));
    }

    void drawBackground(QPainter* painter, const QRectF&) override
    {
        if (!axesVisible)
            return;
        const Theme theme = themeFor(palette());
        const QRectF plot = chart()->plotArea();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing, false);
        painter->setFont(scaledFont(font(), axisFont));
        painter->fillRect(plot, theme.plot);
        paintBottomAxis(*painter, plot, x, ticks(x, plot.width(), 60), xTitle, theme);
        paintLeftAxis(*painter, plot, y, ticks(y, plot.height(), 26), yTitle, theme);
        painter->setClipRect(plot);
        for (const Item& item : items)
            if (!item.series && !item.points.isEmpty())
                paintDots(*painter, item);
        painter->restore();
    }

    void drawForeground(QPainter* painter, const QRectF&) override
    {
        if (overlay)
            overlay(*painter);
    }

    QValueAxis* across;
    QValueAxis* up;
    std::vector<Item> items;
    Axis x{ Scale::linear, 0, 1 };
    Axis y{ Scale::linear, 0, 1 };
    QString xTitle;
    QString yTitle;
    double rightMargin = 12;
    bool axesVisible = true;
    std::function<void(QPainter&)> overlay;
};

Chart::Chart(QWidget* parent)
    : QWidget(parent)
    , m_view(std::make_unique<View>(this))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    layOut();
}

Chart::~Chart() = default;

int Chart::addLine()
{
    return m_view->add(new QLineSeries);
}

int Chart::addBand()
{
    auto* lower = new QLineSeries;
    auto* band = new QAreaSeries(new QLineSeries, lower);
    // The area does not take its lines.
    band->upperSeries()->setParent(band);
    lower->setParent(band);
    return m_view->add(band);
}

int Chart::addDots()
{
    return m_view->add(nullptr);
}

void Chart::setLineStyle(int line, const QColor& colour, double width, Qt::PenStyle style)
{
    QPen pen(colour, width, style, Qt::FlatCap, Qt::RoundJoin);
    m_view->series<QLineSeries>(line)->setPen(pen);
}

void Chart::setBandStyle(int band, const QColor& fill)
{
    auto* area = m_view->series<QAreaSeries>(band);
    area->setPen(Qt::NoPen);
    area->setBrush(fill);
}

void Chart::setDotStyle(int dots, const QColor& fill, double diameter)
{
    m_view->items[std::size_t(dots)].fill = fill;
    m_view->items[std::size_t(dots)].diameter = diameter;
    repaintOverlay();
}

void Chart::setPoints(int lineOrDots, const QList<QPointF>& points)
{
    View::Item& item = m_view->items[std::size_t(lineOrDots)];
    item.points = points;
    m_view->feed(item);
    repaintOverlay();
}

void Chart::setBand(int band, const QList<QPointF>& lower, const QList<QPointF>& upper)
{
    View::Item& item = m_view->items[std::size_t(band)];
    item.points = lower;
    item.upper = upper;
    m_view->feed(item);
}

void Chart::setAxes(const Axis& x, const QString& xTitle, const Axis& y, const QString& yTitle)
{
    const bool otherScale = x.scale() != m_view->x.scale() || y.scale() != m_view->y.scale();
    m_view->x = x;
    m_view->y = y;
    m_view->xTitle = xTitle;
    m_view->yTitle = yTitle;
    m_view->across->setRange(View::fed(x, x.low()), View::fed(x, x.high()));
    m_view->up->setRange(View::fed(y, y.low()), View::fed(y, y.high()));
    if (otherScale)
        for (const View::Item& item : m_view->items)
            m_view->feed(item);
    layOut();
}

void Chart::setAxesVisible(bool visible)
{
    m_view->axesVisible = visible;
    layOut();
}

void Chart::setRightMargin(double pixels)
{
    m_view->rightMargin = pixels;
    layOut();
}

QRectF Chart::plotArea() const
{
    return m_view->chart()->plotArea();
}

QPointF Chart::toPixel(const QPointF& value) const
{
    return { m_view->x.toPixel(value.x()), m_view->y.toPixel(value.y()) };
}

QPointF Chart::toValue(const QPointF& pixel) const
{
    return { m_view->x.toValue(pixel.x()), m_view->y.toValue(pixel.y()) };
}

void Chart::setOverlay(std::function<void(QPainter&)> paint)
{
    m_view->overlay = std::move(paint);
    repaintOverlay();
}

void Chart::repaintOverlay()
{
    m_view->viewport()->update();
}

void Chart::resizeEvent(QResizeEvent*)
{
    layOut();
}

void Chart::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange)
        layOut();
    QWidget::changeEvent(event);
}

void Chart::layOut()
{
    m_view->setGeometry(rect());
    const QFontMetricsF metrics(scaledFont(font(), axisFont));
    double widest = 0;
    for (const Tick& tick : View::ticks(m_view->y, height(), 26))
        widest = std::max(widest, metrics.horizontalAdvance(tick.label));
    const double left = m_view->axesVisible ? std::ceil(widest + metrics.height() + 16) : 8;
    const double bottom = m_view->axesVisible ? std::ceil(2 * metrics.height() + 8) : 8;
    const double top = std::ceil(metrics.height() / 2) + 1;
    const QRectF plot(left, top, std::max(10.0, width() - left - m_view->rightMargin),
        std::max(10.0, height() - top - bottom));
    m_view->chart()->setPlotArea(plot);
    m_view->x.setPixels(plot.left(), plot.right());
    m_view->y.setPixels(plot.bottom(), plot.top());
    m_view->viewport()->update();
}

} // namespace ropewalk::views
