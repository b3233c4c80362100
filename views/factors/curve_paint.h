// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/factors/curve_scene.h"
#include "views/factors/label_placer.h"

class QPainter;

namespace ropewalk::views {

/// A scene on its way onto a widget.
struct CurveDrawing
{
    QPainter& painter;
    const CurveScene& scene;
    const CurveLayout& layout;
    const Theme& theme;
    LabelPlacer& labels;
    QFont small;
};

/// The whole scene.
void paintCurveScene(QPainter& painter, const CurveScene& scene, const CurveLayout& layout,
    const Theme& theme, LabelPlacer& labels);

/// The colour of a curve: its set's, and muted for a method that is nobody's set ("method-…").
QColor colourOfCurve(const Theme& theme, const Curve& curve);

// What lies under the curves: axes and their marks, bounds, selection, what was never trained.
void drawGround(CurveDrawing& drawing);
// What lies over them, under the points: falling pairs, the box of the selection, the brush.
void drawMarks(CurveDrawing& drawing);
// Over the points: a segment form with its handles.
void drawHandles(CurveDrawing& drawing);

} // namespace ropewalk::views
