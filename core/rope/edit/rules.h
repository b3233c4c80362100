// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace ropewalk::rope {

/// What an edit does about λ_i ≤ λ_{i+1}.
enum class Monotone
{
    keep, ///< neighbours in the way are pushed along
    repair, ///< the curve nearest to the edited one that does not fall (isotonic regression)
    free
};

/// What an edit of a λ curve must keep to. Values that an edit does not touch are left as they are, also
/// outside the bounds and off the grid.
struct EditRules
{
    double low = 1.0;
    double high = 10.0; ///< bound, 1.25·s in the paper
    double step = 0.01; ///< grid of edited values; 0 = none
    Monotone monotone = Monotone::keep;
    std::vector<int> locked; ///< pairs that no edit changes, ascending
};

/// value on the grid and within the bounds; low where it is not a number.
double snapped(double value, const EditRules& rules);

bool is_locked(const EditRules& rules, int pair);

/// What becomes of a curve when an edit asks for wanted[i] at the pairs it touches: locked ones stay, touched
/// ones are put on the grid, within the bounds and, unless free, between the locked ones; then the monotone
/// rule is applied to the rest. wanted and before are equally long; touched in any order, each within the
/// curve.
std::vector<double> settled(const std::vector<double>& before, const std::vector<double>& wanted,
    const std::vector<int>& touched, const EditRules& rules);

/// One pair asked for one value.
std::vector<double> moved_point(
    const std::vector<double>& lambda, int pair, double value, const EditRules& rules);

/// The curve put in order by isotonic regression around the locked pairs; what it changes goes on the grid.
std::vector<double> repaired(const std::vector<double>& lambda, const EditRules& rules);

} // namespace ropewalk::rope
