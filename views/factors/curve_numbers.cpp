// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/curve_numbers.h"

namespace ropewalk::views {

PlotNumbers curveNumbers(const CurveScene& scene)
{
    std::vector<const Curve*> curves;
    for (const auto& own : { &scene.active, &scene.overlay })
        if (*own)
            curves.push_back(&**own);
    for (const Curve& ghost : scene.ghosts)
        curves.push_back(&ghost);
    PlotNumbers table;
    table.columns = QStringList { QStringLiteral("pair"), QStringLiteral("wavelength") };
    QStringList names, ids;
    for (const Curve* curve : curves) {
        names << curve->label;
        ids << curve->id;
    }
    table.columns << distinctLabels(names, ids);
    for (int pair = 0; pair < scene.geometry.pairs(); ++pair) {
        QStringList row { QString::number(pair), PlotNumbers::number(rope::wavelength(scene.geometry, pair)) };
        for (const Curve* curve : curves)
            row << (std::size_t(pair) < curve->lambda.size()
                    ? PlotNumbers::number(curve->lambda[std::size_t(pair)])
                    : QString());
        table.rows << row;
    }
    return table;
}

} // namespace ropewalk::views
