// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/geometry.h"

namespace ropewalk::rope {

// Whole λ curves made from others, before any rule of an edit. Ranges are pairs first … last, both within the
// curve.

/// Straight in ln λ from pair first to pair last.
std::vector<double> straightened(std::vector<double> lambda, int first, int last);

/// Every pair of the range becomes the mean (1, 2, 1)/4 of ln λ over itself and its neighbours, so many
/// times; the first and last pair of the curve stay.
std::vector<double> smoothed(std::vector<double> lambda, int first, int last, int passes = 1);

/// a^(1 − share)·b^share: the curve a share of the way from a to b by logarithm; both equally long.
std::vector<double> blended(const std::vector<double>& a, const std::vector<double>& b, double share);

/// The curve for s = to made from one for s = from: λ^(ln to/ln from), which leaves 1 at 1, takes s to s, and
/// makes PI and NTK of one s those of the other. Unchanged where from ≤ 1 or to < 1.
std::vector<double> rescaled(std::vector<double> lambda, double from, double to);

/// How far pair i turns in a token: θ_i/λ, radians.
double effective_turn(const Geometry& geometry, int pair, double lambda);

/// The place on the axis of pairs where this wavelength (tokens, of plain RoPE) lies: (d/2)·log_b(T/2π).
double place_of_wavelength(const Geometry& geometry, double tokens);

} // namespace ropewalk::rope
