// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/factors/curve_scene.h"
#include "views/factors/label_placer.h"
#include "views/plots/export/plot.h"

#include "core/rope/factor_set.h"

#include <QWidget>
#include <memory>

namespace ropewalk::views {

class CurveDrag;
class Document;

/// The λ plot itself: paints the curves and turns mouse and keys into edits of the document's active set.
/// What a press begins depends on the tool. Left/Right/Home/End choose a pair, with Shift several; Up/Down
/// shift them by 0.01 (Shift: 0.1), with Ctrl scale them by a hundredth (a tenth); in a tool with handles the
/// arrows move these. [ and ] change the brush, comma and full stop its softness; Ctrl and a click lock a
/// pair; Escape takes back the drag that is going on, else the selection.
class LambdaCanvas : public QWidget, public Plot
{
    Q_OBJECT

public:
    explicit LambdaCanvas(CurveEditing* editing, QWidget* parent = nullptr);
    ~LambdaCanvas() override;

    CurveEditing* curveEditing() { return m_editing; }
    void setOverlay(std::optional<rope::FactorSet> overlay, const QString& letter = {});
    void setValueAxis(ValueAxis axis);
    void setPairAxis(PairAxis axis);
    ValueAxis valueAxis() const { return m_scene.valueAxis; }
    PairAxis pairAxis() const { return m_scene.pairAxis; }
    /// Which methods and sets stand behind the curve, by id: a baseline's, "method-" and a method's name, an
    /// own set's.
    void setGhosts(const QStringList& ids);
    const QStringList& ghosts() const { return m_ghosts; }
    int selectedPair() const { return m_scene.selected; }

    /// Where a pair's point is and what a pixel means, in this widget's coordinates.
    QPointF pointOf(int pair) const;
    CurveLayout curveLayout() const;
    const CurveScene& scene() const { return m_scene; }

    QString plotTitle() const override { return accessibleName(); }
    void renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const override;
    PlotNumbers numbers() const override; ///< a pair a row: its wavelength, then λ of every curve shown

    QSize sizeHint() const override { return { 840, 280 }; }
    QSize minimumSizeHint() const override { return { 360, 150 }; }

Q_SIGNALS:
    void editing(bool inDrag); ///< true when a drag begins, false when it ends
    void axesChanged();

protected:
    bool event(QEvent* event) override; ///< tool tips of the terms that are drawn
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void refreshCurves(); ///< ghosts and scale, after target, model or other sets changed
    void refreshActive();
    void refreshSelection();
    void dragTo(const QPointF& position);
    void endDrag(bool keep);
    void showPointer(const QPointF& position);
    bool selectByKey(const QKeyEvent& event);
    void moveByKey(const QKeyEvent& event, double step);
    void moveHandle(const QKeyEvent& event, double step);
    void describe();

    CurveEditing* m_editing;
    Document* m_document;
    CurveScene m_scene;
    LabelPlacer m_labels;
    QStringList m_ghosts;
    std::unique_ptr<CurveDrag> m_drag;
    std::string m_dragSet; ///< id of the set the drag edits
    int m_gesture = 0;
};

} // namespace ropewalk::views
