// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/plots/export/plot.h"
#include "views/search/fitness_history.h"

#include <QTimer>
#include <QWidget>

namespace ropewalk::views {

class Chart;
struct Theme;

/// How the search's perplexity falls: the best and the median of each generation, every candidate as a faint
/// dot, and what other methods reach as dotted lines. Left and Right walk the generations, Enter or a click
/// shows a curve, which stays ringed until Escape.
class FitnessPlot : public QWidget, public Plot
{
    Q_OBJECT

public:
    /// A dotted line with its name at the right end.
    struct Reference
    {
        QString label;
        double perplexity = 0;
        QString colourKey; ///< for colourOf(); empty = muted
    };

    explicit FitnessPlot(QWidget* parent = nullptr);

    const FitnessHistory& history() const { return m_history; }
    void setReferences(std::vector<Reference> references);
    const std::vector<Reference>& references() const { return m_references; }
    void setGenerations(int generations); ///< planned, T: the axis ends there
    void setEmptyText(const QString& text); ///< shown while there is nothing to plot
    QString emptyText() const { return m_emptyText; }

    QString readout() const; ///< of the marked generation or candidate; empty without one
    QPointF pixelOf(double generation, double fitness) const; ///< in this widget's coordinates
    QRectF plotArea() const;

    QString plotTitle() const override { return accessibleName(); }
    void renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const override;
    /// Candidates, then the best and the median of each generation.
    PlotNumbers numbers() const override;

    QSize sizeHint() const override { return { 640, 150 }; }

public Q_SLOTS:
    void clear();
    void lookAway(); ///< no curve is shown any more
    void addEvaluation(const ropewalk::protocol::EvaluationReport& report);
    void addGeneration(const ropewalk::protocol::GenerationReport& report);

Q_SIGNALS:
    /// The user wants to see this curve: a candidate's, or a generation's best.
    void curveRequested(const ropewalk::rope::FactorSet& set, const QString& title);
    void lookedAway(); ///< the user is done with the curve that was shown
    void refreshed(); ///< the plot shows everything that was added

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    struct Marked
    {
        int generation = -1;
        int candidate = -1; ///< index in the history; −1 = the generation's best
    };

    void refresh();
    void restyle();
    std::optional<Marked> markedAt(const QPointF& pixel) const;
    QPointF pointOf(const Marked& marked) const; ///< generation and fitness
    void request(const Marked& marked);
    void paintOverlay(QPainter& painter) const;
    void paintLabels(QPainter& painter, const Theme& theme) const;
    void paintEdgeMarks(QPainter& painter, const Theme& theme) const;
    void paintMarked(QPainter& painter, const Theme& theme) const;
    void paintLookedAt(QPainter& painter, const Theme& theme) const;

    FitnessHistory m_history;
    std::vector<Reference> m_references;
    QString m_emptyText;
    Chart* m_chart;
    int m_band, m_dots, m_median, m_best; ///< series
    std::pair<double, double> m_range{ 0, 1 };
    std::optional<Marked> m_marked; ///< under the mouse, or walked to
    std::optional<Marked> m_looked; ///< whose curve is shown
    QTimer m_pending; ///< gathers reports that arrive together
    int m_planned = 1;
};

} // namespace ropewalk::views
