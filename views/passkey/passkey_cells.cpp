// SPDX-License-Identifier: GPL-3.0-only
#include "views/passkey/passkey_cells.h"

#include "views/evaluation/set_style.h"

#include "core/statistics/intervals.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <map>

namespace ropewalk::views {

namespace {

constexpr double sameDepth = 1e-6;

/// What translators find these texts under.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(PasskeyCells)
};

void addDepth(std::vector<double>& depths, double depth)
{
    const auto near = [depth](double other) { return std::abs(other - depth) < sameDepth; };
    if (std::none_of(depths.begin(), depths.end(), near))
        depths.push_back(depth);
}

QString percent(double share)
{
    return QStringLiteral("%1 %").arg(shortText(100 * share, 3));
}

QString placeOf(const Compared& of, std::int64_t length, double depth)
{
    return Texts::tr("%1, %2 tokens, depth %3").arg(titleOf(of)).arg(length).arg(percent(depth));
}

std::vector<Cell> emptyCells(const PasskeyGrid& grid, const Compared& of)
{
    std::vector<Cell> cells;
    for (const double depth : grid.depths)
        for (const std::int64_t length : grid.lengths)
            cells.push_back({ std::nan(""), {}, Texts::tr("%1: not measured yet").arg(placeOf(of, length, depth)) });
    return cells;
}

} // namespace

int PasskeyGrid::row(double depth) const
{
    for (std::size_t i = 0; i < depths.size(); ++i)
        if (std::abs(depths[i] - depth) < sameDepth)
            return int(i);
    return -1;
}

int PasskeyGrid::column(std::int64_t length) const
{
    const auto found = std::find(lengths.begin(), lengths.end(), length);
    return found == lengths.end() ? -1 : int(found - lengths.begin());
}

QStringList PasskeyGrid::depthLabels() const
{
    QStringList labels;
    for (const double depth : depths)
        labels << percent(depth);
    return labels;
}

QStringList PasskeyGrid::lengthLabels() const
{
    QStringList labels;
    for (const std::int64_t length : lengths)
        labels << QString::number(length);
    return labels;
}

QStringList PasskeyGrid::shortLengthLabels() const
{
    QStringList labels;
    for (const std::int64_t length : lengths)
        labels << (length >= 1024 && length % 1024 == 0 ? QStringLiteral("%1k").arg(length / 1024)
                                                        : QString::number(length));
    return labels;
}

PasskeyGrid gridOf(const protocol::PasskeyParams& planned, const Measurements<protocol::PasskeyResult>& results,
    const Measurements<protocol::NeedleResult>& needles)
{
    PasskeyGrid grid;
    grid.lengths = planned.lengths;
    for (int i = 0; planned.depths > 1 && i < planned.depths; ++i)
        addDepth(grid.depths, double(i) / (planned.depths - 1));
    for (const auto& one : results)
        if (one.result)
            for (const protocol::PasskeyCell& cell : one.result->cells) {
                addDepth(grid.depths, cell.depth);
                grid.lengths.push_back(cell.length);
            }
    for (const auto& one : needles)
        if (one.result)
            for (const protocol::NeedlePoint& point : one.result->points) {
                addDepth(grid.depths, point.depth);
                grid.lengths.push_back(point.length);
            }
    std::sort(grid.depths.begin(), grid.depths.end());
    std::sort(grid.lengths.begin(), grid.lengths.end());
    grid.lengths.erase(std::unique(grid.lengths.begin(), grid.lengths.end()), grid.lengths.end());
    return grid;
}

std::vector<Cell> cellsOf(const PasskeyGrid& grid, const Measured<protocol::PasskeyResult>& one)
{
    std::vector<Cell> cells = emptyCells(grid, one.of);
    if (!one.result)
        return cells;
    for (const protocol::PasskeyCell& cell : one.result->cells) {
        const int row = grid.row(cell.depth), column = grid.column(cell.length);
        if (row < 0 || column < 0 || cell.trials <= 0)
            continue;
        cells[std::size_t(row) * grid.lengths.size() + std::size_t(column)]
            = { 100.0 * cell.correct / cell.trials, QStringLiteral("%1/%2").arg(cell.correct).arg(cell.trials),
                  Texts::tr("%1: %2 of %3 found, interval %4 … %5")
                      .arg(placeOf(one.of, cell.length, cell.depth))
                      .arg(cell.correct)
                      .arg(cell.trials)
                      .arg(percent(cell.low), percent(cell.high)) };
    }
    return cells;
}

std::vector<Cell> cellsOf(const PasskeyGrid& grid, const Measured<protocol::NeedleResult>& one)
{
    std::vector<Cell> cells = emptyCells(grid, one.of);
    if (!one.result)
        return cells;
    for (const protocol::NeedlePoint& point : one.result->points) {
        const int row = grid.row(point.depth), column = grid.column(point.length);
        if (row >= 0 && column >= 0)
            cells[std::size_t(row) * grid.lengths.size() + std::size_t(column)] = { point.perplexity,
                significantText(point.perplexity, 3),
                Texts::tr("%1: needle perplexity %2 over %3 tokens")
                    .arg(placeOf(one.of, point.length, point.depth), significantText(point.perplexity, 4))
                    .arg(point.tokens) };
    }
    return cells;
}

std::vector<PlotPoint> accuracyCurve(const protocol::PasskeyResult& result)
{
    std::map<std::int64_t, std::pair<int, int>> sums; // length → right, trials
    for (const protocol::PasskeyCell& cell : result.cells) {
        sums[cell.length].first += cell.correct;
        sums[cell.length].second += cell.trials;
    }
    std::vector<PlotPoint> points;
    for (const auto& [length, sum] : sums) {
        if (sum.second <= 0)
            continue;
        const statistics::Interval interval = statistics::wilson(sum.first, sum.second);
        points.push_back(
            { double(length), 100.0 * sum.first / sum.second, 100 * interval.low, 100 * interval.high });
    }
    return points;
}

std::vector<PlotPoint> needleCurve(const protocol::NeedleResult& result)
{
    std::map<std::int64_t, std::pair<double, double>> sums; // length → nats, tokens
    for (const protocol::NeedlePoint& point : result.points) {
        sums[point.length].first += point.nll * double(point.tokens);
        sums[point.length].second += double(point.tokens);
    }
    std::vector<PlotPoint> points;
    for (const auto& [length, sum] : sums)
        if (sum.second > 0)
            points.push_back({ double(length), std::exp(sum.first / sum.second) });
    return points;
}

void fillTable(ResultTable& table, const Measurements<protocol::PasskeyResult>& results)
{
    std::vector<QVariantList> rows;
    for (const auto& one : results)
        if (one.result)
            for (const protocol::PasskeyCell& cell : one.result->cells)
                rows.push_back({ titleOf(one.of), qlonglong(cell.length), cell.depth, cell.trials, cell.correct,
                    cell.trials > 0 ? double(cell.correct) / cell.trials : std::nan(""), cell.low, cell.high });
    table.setContent({ { Texts::tr("set"), {} }, { Texts::tr("length"), Texts::tr("Tokens of the prompt and its answer") },
                         { Texts::tr("depth"), Texts::tr("Where the key is hidden: 0 at the start of the text, 1 at its end") },
                         { Texts::tr("trials"), {} }, { Texts::tr("right"), Texts::tr("Answers that are exactly the key") },
                         { Texts::tr("accuracy"), {} },
                         { Texts::tr("low"), Texts::tr("Wilson's 95 % interval of the accuracy") }, { Texts::tr("high"), {} } },
        std::move(rows));
}

void fillTable(ResultTable& table, const Measurements<protocol::NeedleResult>& results)
{
    std::vector<QVariantList> rows;
    for (const auto& one : results)
        if (one.result)
            for (const protocol::NeedlePoint& point : one.result->points)
                rows.push_back({ titleOf(one.of), qlonglong(point.length), point.depth, point.trials,
                    qlonglong(point.tokens), point.nll, point.perplexity });
    table.setContent({ { Texts::tr("set"), {} }, { Texts::tr("length"), Texts::tr("Tokens of the prompt and its answer") },
                         { Texts::tr("depth"), Texts::tr("Where the key is hidden: 0 at the start of the text, 1 at its end") },
                         { Texts::tr("trials"), {} }, { Texts::tr("tokens"), Texts::tr("Of the answers, which alone are scored") },
                         { Texts::tr("loss"), Texts::tr("Mean of a token of the answer, in nats") }, { Texts::tr("perplexity"), {} } },
        std::move(rows));
}

} // namespace ropewalk::views
