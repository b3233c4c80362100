// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/learn/learn_view.h"
#include "views/plots/axis.h"

namespace ropewalk::views {

/// What rotation alone leaves of q·k at every distance up to the target, for one or two sets; of the selected pair too.
/// A point is the exact mean over the distances that its pixel covers. Left and Right walk the distances (Home and End
/// to the first and last), Up and Down choose the pair, L changes between a linear and a logarithmic axis.
class DecayPlot : public LearnView
{
    Q_OBJECT

public:
    explicit DecayPlot(QWidget* parent = nullptr);

    bool isLog() const { return m_log; }
    QString readout() const override;
    PlotNumbers numbers() const override;
    QPointF pixelOf(double distance, double value) const; ///< in this widget's coordinates

public Q_SLOTS:
    void setLog(bool log);

Q_SIGNALS:
    void logChanged(bool log);

protected:
    void paintPlot(QPainter& painter, const QSizeF& size, const Theme& theme, bool live) const override;
    void setsChanged() override;
    bool isPointedAt() const override { return m_cursor.has_value(); }
    QString told() const override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    /// Neighbouring distances that share a pixel.
    struct Bin
    {
        std::int64_t first = 0;
        std::int64_t count = 1;
        double middle() const { return double(first) + double(count - 1) / 2; }
    };
    struct Frame
    {
        QRectF plot;
        Axis x;
        Axis y;
    };
    struct Lines
    {
        QSizeF size;
        std::vector<Bin> bins;
        std::vector<std::vector<double>> values; ///< for every set, of every bin
    };

    Frame frame(const QSizeF& size) const;
    const Lines& lines(const QSizeF& size) const;
    std::size_t binAt(const Lines& lines, double distance) const;
    QString textAt(const Lines& lines, std::size_t bin) const;

    bool m_log = true;
    std::optional<double> m_cursor; ///< distance
    mutable Lines m_lines; ///< of the size painted last
};

} // namespace ropewalk::views
