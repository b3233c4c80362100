// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/evaluation/passkey_messages.h"
#include "views/evaluation/curve_chart.h"
#include "views/evaluation/measured.h"
#include "views/evaluation/result_table.h"
#include "views/heatmap/cell_grid.h"

/// Passkey and needle results as cells of a grid, points of a curve and rows of a table. Grids have a row a depth, the
/// start of the text above, and a column a length.
namespace ropewalk::views {

/// The lengths and depths of a grid, both growing.
struct PasskeyGrid
{
    std::vector<std::int64_t> lengths;
    std::vector<double> depths; ///< 0 … 1

    int row(double depth) const; ///< −1 = none
    int column(std::int64_t length) const;
    QStringList depthLabels() const;
    QStringList lengthLabels() const;
    QStringList shortLengthLabels() const; ///< "2k"
};

/// What is planned, and what the results hold beyond it.
PasskeyGrid gridOf(const protocol::PasskeyParams& planned, const Measurements<protocol::PasskeyResult>& results,
    const Measurements<protocol::NeedleResult>& needles);

std::vector<Cell> cellsOf(const PasskeyGrid& grid, const Measured<protocol::PasskeyResult>& one);
std::vector<Cell> cellsOf(const PasskeyGrid& grid, const Measured<protocol::NeedleResult>& one);

/// Accuracy at each length over all depths, with Wilson's interval, in per cent.
std::vector<PlotPoint> accuracyCurve(const protocol::PasskeyResult& result);
/// Needle perplexity at each length, over the tokens of all depths.
std::vector<PlotPoint> needleCurve(const protocol::NeedleResult& result);

void fillTable(ResultTable& table, const Measurements<protocol::PasskeyResult>& results);
void fillTable(ResultTable& table, const Measurements<protocol::NeedleResult>& results);

} // namespace ropewalk::views
