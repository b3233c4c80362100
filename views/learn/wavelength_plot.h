// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/learn/learn_view.h"
#include "views/plots/accessible_table.h"
#include "views/plots/axis.h"

namespace ropewalk::views {

/// Wavelength of every pair, 2π/θ_i·λ_i tokens, on a logarithmic axis, for one or two sets, with the trained length, the
/// target and the critical pair. Pointer, Left and Right (Home and End) choose the pair.
class WavelengthPlot : public LearnView, public TableContent
{
    Q_OBJECT

public:
    explicit WavelengthPlot(QWidget* parent = nullptr);

    QString readout() const override; ///< of the pair under the pointer, else of the selected one
    PlotNumbers numbers() const override;
    QPointF pointOf(int pair, const rope::FactorSet& set) const; ///< in this widget's coordinates

    int tableRows() const override;
    QStringList tableColumns() const override;
    QString tableCell(int row, int column) const override;
    QString tableRowName(int row) const override;
    int tableSelectedRow() const override { return selectedPair(); }
    void selectTableRow(int row) override { choosePair(row); }

protected:
    void paintPlot(QPainter& painter, const QSizeF& size, const Theme& theme, bool live) const override;
    bool isPointedAt() const override { return m_hovered >= 0; }
    QString told() const override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Frame
    {
        QRectF plot;
        Axis x;
        Axis y;
    };
    Frame frame(const QSizeF& size) const;
    double wavelength(const rope::FactorSet& set, int pair) const; ///< tokens
    QString textOf(int pair) const;
    int pairAt(const QPointF& point) const; ///< −1 outside the plot
    void paintLevel(QPainter& painter, const Frame& at, double tokens, const QString& text, const QColor& ink) const;

    int m_hovered = -1;
};

} // namespace ropewalk::views
