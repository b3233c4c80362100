// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <optional>
#include <utility>
#include <vector>

namespace ropewalk::views {

/// What an edit of a λ curve must keep to. Values that an edit does not touch are left as they are, also
/// outside.
struct EditRules
{
    double low = 1.0;
    double high = 10.0; ///< bound, 1.25·s in the paper
    double step = 0.01; ///< grid of edited values
    bool monotone = true; ///< λ_i ≤ λ_{i+1}: neighbours in the way are pushed along
};

/// value on the grid and within the bounds.
double snapped(double value, const EditRules& rules);

/// The curve after one pair took a value (snapped). With monotone, pairs before it that are larger come down
/// to it and pairs after it that are smaller come up.
std::vector<double> movedPoint(std::vector<double> lambda, int pair, double value, const EditRules& rules);

/// A brush stroke over a curve: every pair the pointer passed takes the value it passed it with; beside both
/// ends of the stroke the curve blends into it over the brush's width. A pure function of the curve before
/// and the way.
class Stroke
{
public:
    /// width: pairs the brush covers, odd, ≥ 1 (1 touches only what the pointer passes).
    Stroke(std::vector<double> before, int width, const EditRules& rules);

    /// The pointer is at this place of the pair axis (fractional pair) and λ; called once at the press and at
    /// each move. Between two calls the way is straight in pair and log λ.
    void moveTo(double place, double lambda);

    std::vector<double> curve() const;

private:
    void touch(int pair, double lambda);

    std::vector<double> m_before;
    int m_width;
    EditRules m_rules;
    std::vector<std::pair<int, double>> m_touched; ///< pair and λ, the latest touched last
    std::optional<std::pair<double, double>> m_last; ///< place and ln λ
};

} // namespace ropewalk::views
