// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/rope/trained.h"
#include "views/frequency/zoom_window.h"
#include "views/plots/colour_map.h"

#include <QImage>
#include <QSize>
#include <cstdint>
#include <vector>

namespace ropewalk::views {

/// Everything that a picture of one factor set depends on.
struct FrequencyRequest
{
    rope::Geometry geometry;
    rope::FactorSet set; ///< λ of geometry.pairs() values
    ZoomWindow positions; ///< left to right, tokens; token n covers [n, n + 1)
    ZoomWindow pairs; ///< top to bottom; pair i covers [i, i + 1)
    QSize size; ///< device pixels
    ColourTable colours{}; ///< cosine −1 … 1
    ColourTable outside{}; ///< the same where the angle was never seen in training
    rope::Trained trained{}; ///< which angles count as seen
    bool phase = false; ///< the direction of the mean turn by phaseColour(), instead of its cosine

    /// True when both give the same picture.
    bool samePicture(const FrequencyRequest& other) const;
};

/// The picture. A pixel is the exact mean of cos(angle) over every position it covers, however many (and over
/// the pairs it covers, where there are more pairs than rows); below one position a pixel the nearest one.
/// Pixels with any position that is out of distribution take the colours of outside. Null for an empty size
/// or a set that doesn't fit.
QImage renderFrequency(const FrequencyRequest& request);

/// First position of each pixel and, last, one past the end: width + 1 values. Pixel x covers the positions
/// [edges[x], max(edges[x] + 1, edges[x + 1])).
std::vector<std::int64_t> pixelEdges(const ZoomWindow& window, int pixels);

/// Mean cosine of one pair for each pixel between edges: width values. Equal to rope::mean_cosine pixel by
/// pixel, at one sine an edge: Σ_{n<b} cos(nω) = (sin((b − ½)ω) + sin(ω/2))/(2·sin(ω/2)), so a pixel is a
/// difference of two.
std::vector<double> meanCosines(const rope::Geometry& geometry, const rope::FactorSet& set, int pair,
    const std::vector<std::int64_t>& edges);
/// The same of the sine: Σ_{n<b} sin(nω) = (cos(ω/2) − cos((b − ½)ω))/(2·sin(ω/2)).
std::vector<double> meanSines(const rope::Geometry& geometry, const rope::FactorSet& set, int pair,
    const std::vector<std::int64_t>& edges);

} // namespace ropewalk::views
