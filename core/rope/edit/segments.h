// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace ropewalk::rope {

/// The two-boundary form of the released search (arXiv 2402.13753): λ = 1 up to pair low, s from pair high
/// on, between them straight in ln λ. 0 ≤ low < high ≤ pairs − 1, scale ≥ 1.
struct TwoBoundary
{
    int low = 0;
    int high = 1;
    double scale = 1.0;
    bool operator==(const TwoBoundary&) const = default;
};

std::vector<double> two_boundary_lambda(int pairs, const TwoBoundary& form);
/// The form with this scale that a curve is nearest to: the last pair of its start that is 1 and the first
/// that reaches s, within half a percent.
TwoBoundary fit_two_boundary(const std::vector<double>& lambda, double scale);

/// The pair r of LongRoPE2's form (arXiv 2502.20082): the largest below which λ_i = λ_r^(i/r) within half a
/// percent; fallback where no pair past the first says so.
int fit_longrope2(const std::vector<double>& lambda, int fallback);

} // namespace ropewalk::rope
