// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/curve_tips.h"

#include "views/language/terms.h"

#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double reach = 6; // pixels beside a line
constexpr double coverageReach = 9; // above the lower edge

} // namespace

QString tipAt(const CurveScene& scene, const CurveLayout& layout, const QPointF& place)
{
    if (place.x() < layout.plot.left())
        return explained(Term::lambda);
    if (place.y() > layout.plot.bottom())
        return scene.pairAxis == PairAxis::wavelength ? explained(Term::wavelength) : explained(Term::criticalPair);
    const int pair = layout.nearestPair(place.x());
    const bool covered = std::size_t(pair) < scene.coverage.size();
    if (covered && place.y() > layout.plot.bottom() - coverageReach && scene.coverage[std::size_t(pair)] < 1)
        return explained(Term::coverage);
    const int critical = rope::critical_pair(scene.geometry);
    if (critical < layout.count && std::abs(place.x() - layout.pairs.toPixel(critical)) < reach)
        return explained(Term::criticalPair);
    if (std::abs(place.y() - layout.y(pair, scene.bound)) < reach)
        return explained(Term::bound);
    // The curve of a method, by its nearest point.
    const Curve* nearest = nullptr;
    double distance = reach;
    for (const Curve& ghost : scene.ghosts) {
        if (std::size_t(pair) >= ghost.lambda.size())
            continue;
        const double away = std::abs(place.y() - layout.y(pair, ghost.lambda[std::size_t(pair)]));
        if (away < distance) {
            distance = away;
            nearest = &ghost;
        }
    }
    return nearest ? explainedBaseline(nearest->id) : QString();
}

} // namespace ropewalk::views
