// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/rope/edit/segments.h"
#include "core/rope/geometry.h"

#include <utility>
#include <vector>

namespace ropewalk::views {

/// What the mouse and the arrow keys do to the curve.
enum class Tool
{
    draw, ///< drag points, paint beside them
    select, ///< choose pairs, shift and scale them
    twoBoundaries, ///< 1, a ramp, s
    longRope2, ///< NTK below a pair, free above
    blend, ///< between two sets
    rescale ///< to another s
};

/// A segment form of a curve as its handles: two for the two-boundary form (pair low at 1, pair high at s),
/// one for LongRoPE2's (pair r at its λ).
struct SegmentForm
{
    Tool tool = Tool::twoBoundaries;
    rope::TwoBoundary boundaries;
    int pivot = 1; ///< r
    double pivotLambda = 1;

    /// Pair and λ of every handle; none for a tool without a form.
    std::vector<std::pair<int, double>> handles() const;
    /// The form with a handle at this pair and λ, as far as it may go within a curve of so many pairs.
    SegmentForm moved(std::size_t handle, int pair, double lambda, int pairs) const;
    /// The curve asked for, from the curve before.
    std::vector<double> curve(const std::vector<double>& before) const;
    /// The last pair that the form says something about.
    int lastTouched(int pairs) const;
};

/// The form that a curve is nearest to. scale: s of the two-boundary form where the curve ends at 1.
SegmentForm fittedForm(
    Tool tool, const std::vector<double>& lambda, const rope::Geometry& geometry, double scale);

} // namespace ropewalk::views
