// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/rope/edit/rules.h"

#include <optional>
#include <utility>

namespace ropewalk::views {

/// What the brush paints with.
struct Brush
{
    int width = 3; ///< pairs it covers, odd, ≥ 1 (1 touches only what the pointer passes)
    double softness = 1; ///< 0: all of it takes the value; 1: it fades from the pointer on
};

/// How much of the brush's value a pair takes at this distance from the pointer, 0 … 1: all of it in the hard
/// middle, then half a cosine down.
double brushWeight(const Brush& brush, int distance);

/// A brush stroke over a curve: every pair the pointer passed takes the value it passed it with; beside both
/// ends of the stroke the curve blends into it over the brush's width. A pure function of the curve before
/// and the way.
class Stroke
{
public:
    Stroke(std::vector<double> before, const Brush& brush, const rope::EditRules& rules);

    /// The pointer is at this place of the pair axis (fractional pair) and λ; called once at the press and at
    /// each move. Between two calls the way is straight in pair and log λ.
    void moveTo(double place, double lambda);

    std::vector<double> curve() const;

private:
    void touch(int pair, double lambda);

    std::vector<double> m_before;
    Brush m_brush;
    rope::EditRules m_rules;
    std::vector<std::pair<int, double>> m_touched; ///< pair and λ, the latest touched last
    std::optional<std::pair<double, double>> m_last; ///< place and ln λ
};

} // namespace ropewalk::views
