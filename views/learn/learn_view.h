// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/rope/trained.h"
#include "views/plots/export/plot.h"

#include <QWidget>
#include <optional>

namespace ropewalk::views {

struct Theme;

/// The sets that the learning views show beside each other.
struct ComparedSets
{
    rope::Geometry geometry;
    std::int64_t target = 0; ///< tokens; 0 = nothing to show yet
    rope::FactorSet first; ///< solid
    std::optional<rope::FactorSet> second; ///< dashed
    rope::Trained trained = {}; ///< which angles count as seen

    bool isEmpty() const { return target < 1 || first.lambda.empty(); }
    std::vector<const rope::FactorSet*> all() const; ///< one or two; none when empty
    bool sameRotations(const ComparedSets& other) const;
};

QString nameOf(const rope::FactorSet& set);

/// A painted plot of one or two sets with a linked pair, a readout under pointer or keys, and the ways out of Plot.
class LearnView : public QWidget, public Plot
{
    Q_OBJECT

public:
    explicit LearnView(const QString& title, QWidget* parent = nullptr);

    /// λ of every set has geometry.pairs() values.
    void setSets(ComparedSets sets);
    const ComparedSets& sets() const { return m_sets; }
    int selectedPair() const { return m_selectedPair; } ///< −1 = none
    virtual QString readout() const = 0; ///< under the cursor; empty without one

    QString plotTitle() const override { return accessibleName(); }
    void renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const override;
    QSize minimumSizeHint() const override { return { 220, 150 }; }
    QSize sizeHint() const override { return { 420, 260 }; }

public Q_SLOTS:
    void setSelectedPair(int pair); ///< the linked selection; −1 for none

Q_SIGNALS:
    void pairSelected(int pair); ///< by the user, here

protected:
    /// live: on the screen, with what the pointer put there.
    virtual void paintPlot(QPainter& painter, const QSizeF& size, const Theme& theme, bool live) const = 0;
    virtual void setsChanged() { }
    virtual bool isPointedAt() const = 0; ///< the readout is of the place under the pointer: no tooltip over it
    virtual QString told() const = 0; ///< what the view shows, for a screen reader
    void choosePair(int pair); ///< clamped; tells the others
    void refresh(); ///< paints, and tells what is shown

    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    ComparedSets m_sets;
    int m_selectedPair = -1;
};

/// A box with text beside at, inside bounds: what a plot says of the place under the pointer.
void paintReadoutBox(
    QPainter& painter, const QPointF& at, const QString& text, const QRectF& bounds, const Theme& theme);

/// Dashed lines with a label at their upper end, for L and the target, where x is inside plot.
void paintMark(QPainter& painter, const QRectF& plot, double x, const QString& text, const QColor& colour);

} // namespace ropewalk::views
