// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/plots/export/plot.h"

#include <QRectF>
#include <QWidget>
#include <optional>
#include <vector>

namespace ropewalk::views {

/// One perplexity in a list of bars.
struct PerplexityRow
{
    QString id; ///< of the set, for its colour; "inside" for the model within its own window
    QString label;
    std::optional<double> perplexity; ///< of a full score at the set's own attention factor; none yet = no bar
    bool stale = false; ///< the perplexity is that of before an edit: greyed, and no number of this set
    bool active = false; ///< the set being edited, in bold
    bool always = false; ///< shown where there is no room for all, as the active one is: a baseline
    QString change = {}; ///< what a preview says of it on its own windows, "≈ +1.2 %"; stands in the number's place
    std::optional<double> atCommon = {}; ///< perplexity at the common attention factor
    double factor = 1; ///< its own attention factor
    int windows = 0;
    QString split = {};
};

/// Horizontal bars of perplexity, best first, from 0. Bars end at four times the best, so that a set that
/// fails does not flatten the others: a longer one is drawn broken, its number stands beside it. Not scored
/// yet: last, no bar. With a common attention factor a second column has every set's number at that one. Where not all
/// find room a last line counts the others; wheel and arrow keys pass them by, the active set and the baselines stay.
class PerplexityBars : public QWidget, public Plot
{
    Q_OBJECT

public:
    explicit PerplexityBars(QWidget* parent = nullptr);

    void setRows(std::vector<PerplexityRow> rows, std::optional<double> commonFactor = {});
    const std::vector<PerplexityRow>& rows() const { return m_rows; } ///< best first
    std::vector<int> shownRows() const; ///< which of them find room, from the top
    /// Where the number of the n-th shown row stands, and how it reads; never wider than its place.
    QRectF numberPlace(int line) const;
    QString numberText(int line) const;

    QString plotTitle() const override { return accessibleName(); }
    void renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const override;
    PlotNumbers numbers() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    /// What the columns are measured by.
    struct Columns
    {
        double labels, numbers; ///< widths
        double common; ///< the second column's, with the gap before it; 0 = there is none
        double longest; ///< the perplexity that fills a bar's room
    };

    double rowHeight() const;
    double headHeight() const; ///< of the columns' titles; 0 without a second column
    double leastHeight() const; ///< of a row: they move closer before one is left out
    double lineHeight() const; ///< of a row as it is shown: a little closer before one is left out
    int room() const; ///< lines
    Columns columns(const std::vector<int>& shown) const;
    void paintRow(QPainter& painter, const PerplexityRow& row, const QRectF& line, const Columns& columns) const;
    void pass(int lines);

    std::vector<PerplexityRow> m_rows;
    std::optional<double> m_common; ///< attention factor of the second column
    int m_passed = 0; ///< rows left out above those that are shown, of those that can be
};

} // namespace ropewalk::views
