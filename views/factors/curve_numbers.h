// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/factors/curve_scene.h"
#include "views/plots/export/plot.h"

namespace ropewalk::views {

/// A row a pair: its number, its wavelength under plain RoPE in tokens, then λ of the active curve, the overlay and the
/// ghosts, each under its name.
PlotNumbers curveNumbers(const CurveScene& scene);

} // namespace ropewalk::views
