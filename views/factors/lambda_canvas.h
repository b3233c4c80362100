// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/factors/curve_edit.h"
#include "views/factors/curve_scene.h"

#include "core/rope/factor_set.h"

#include <QPointer>
#include <QWidget>

namespace ropewalk::views {

class Document;

/// The λ plot itself: paints the curves and turns mouse and keys into edits of the document's active set.
/// A point is dragged by itself; pressed elsewhere the brush paints. Left/Right/Home/End select a pair,
/// Up/Down move it by 0.01 (Shift: 0.1), [ and ] change the brush, Escape takes back the drag that is going
/// on.
class LambdaCanvas : public QWidget
{
    Q_OBJECT

public:
    explicit LambdaCanvas(Document* document, QWidget* parent = nullptr);

    void setOverlay(std::optional<rope::FactorSet> overlay);
    void setBrushWidth(int pairs);
    void setMonotone(bool monotone);
    void setLogScale(bool log);
    void setBoundFactor(double factor); ///< largest λ of an edit = factor·s
    void selectPair(int pair); ///< −1 = none
    int selectedPair() const { return m_scene.selected; }
    int brushWidth() const { return m_brushWidth; }

    /// Where a pair's point is and what a pixel means, in this widget's coordinates.
    QPointF pointOf(int pair) const;
    CurveLayout curveLayout() const;

    QSize sizeHint() const override { return { 840, 280 }; }
    QSize minimumSizeHint() const override { return { 360, 180 }; }

Q_SIGNALS:
    void pairSelected(int pair);
    void editing(bool inDrag); ///< true when a drag begins, false when it ends
    void brushWidthChanged(int pairs);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    enum class Drag
    {
        none,
        point,
        paint
    };

    const rope::FactorSet* editable() const; ///< the active set, where it fits the model
    EditRules rules() const;
    int pointUnder(const QPointF& position) const; ///< −1 = none
    void refreshCurves(); ///< ghosts and scale, after target or model changed
    void refreshActive();
    void dragTo(const QPointF& position);
    void endDrag(bool keep);
    void nudge(double delta, bool autoRepeat);
    void describe();

    Document* m_document;
    CurveScene m_scene;
    LabelPlacer m_labels;
    double m_boundFactor = 1.25;
    int m_brushWidth = 3;
    bool m_monotone = true;
    Drag m_drag = Drag::none;
    int m_gesture = 0;
    std::string m_dragSet; ///< id of the set the drag edits
    std::vector<double> m_before; ///< its λ at the press
    QPointF m_grip; ///< from the pointer to the point's centre
    std::optional<Stroke> m_stroke;
};

} // namespace ropewalk::views
