// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/heatmap/cell_grid.h"
#include "views/heatmap/cell_scale.h"
#include "views/plots/export/plot.h"

#include <QTableView>

namespace ropewalk::views {

/// Numbers as a grid of colours that fills its place. A table underneath: arrow keys walk, Enter or a click chooses,
/// the pointer reads a cell, a screen reader is told every cell in words. Numbers stand in the cells where there is
/// room.
class HeatMap : public QTableView, public Plot
{
    Q_OBJECT

public:
    explicit HeatMap(QWidget* parent = nullptr);

    CellGrid* grid() { return m_grid; }
    void setScale(const CellScale& scale);
    const CellScale& scale() const { return m_scale; }
    /// Makes a cell the current one without telling of it.
    void setCurrentCell(int row, int column);

    QString plotTitle() const override { return accessibleName(); }
    void renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const override;
    PlotNumbers numbers() const override; ///< a row a row of the map, under its label

    QSize sizeHint() const override { return { 220, 160 }; }
    QSize minimumSizeHint() const override { return { 90, 70 }; }

Q_SIGNALS:
    void cellChosen(int row, int column); ///< the current one is another now, by mouse or keys
    void cellHovered(int row, int column); ///< −1, −1 when the pointer left

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void resizeEvent(QResizeEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void fit(); ///< cells share the room

    CellGrid* m_grid;
    CellScale m_scale;
    bool m_setting = false;
};

} // namespace ropewalk::views
