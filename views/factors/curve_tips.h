// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/factors/curve_scene.h"

namespace ropewalk::views {

/// The term that stands or is drawn at a place of the λ plot, explained in a sentence; empty where there is none.
QString tipAt(const CurveScene& scene, const CurveLayout& layout, const QPointF& place);

} // namespace ropewalk::views
