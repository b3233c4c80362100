// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/plots/export/plot.h"

#include <QWidget>
#include <optional>
#include <vector>

namespace ropewalk::views {

/// One perplexity in a list of bars.
struct PerplexityRow
{
    QString id; ///< of the set, for its colour; "inside" for the model within its own window
    QString label;
    std::optional<double> perplexity; ///< none yet = no bar
    bool preview = false; ///< shown with ≈
    bool active = false; ///< the set being edited, in bold
};

/// Horizontal bars of perplexity, best first, from 0. Bars end at four times the best, so that a set that
/// fails does not flatten the others: a longer one is drawn broken, its number stands beside it. Not scored
/// yet: last, no bar.
class PerplexityBars : public QWidget, public Plot
{
    Q_OBJECT

public:
    explicit PerplexityBars(QWidget* parent = nullptr);

    void setRows(std::vector<PerplexityRow> rows);
    const std::vector<PerplexityRow>& rows() const { return m_rows; } ///< as shown
    QString plotTitle() const override { return accessibleName(); }
    void renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const override;
    PlotNumbers numbers() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int rowHeight() const;

    std::vector<PerplexityRow> m_rows;
};

} // namespace ropewalk::views
