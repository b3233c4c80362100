// SPDX-License-Identifier: GPL-3.0-only
#include "views/entropy/head_values.h"

#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

template <class Table>
bool has(const Table& table, Head head)
{
    return head.layer < int(table.size()) && head.head < int(table[std::size_t(head.layer)].size());
}

template <class Table>
const auto& at(const Table& table, Head head)
{
    return table[std::size_t(head.layer)][std::size_t(head.head)];
}

} // namespace

double headValue(const protocol::EntropyResult& result, Head head, HeadNumber number,
    const std::optional<CurveChart::Range>& range)
{
    const double none = std::nan("");
    switch (number) {
    case HeadNumber::sinkMass:
        return has(result.sink_mass, head) ? at(result.sink_mass, head) : none;
    case HeadNumber::distance:
        return has(result.distance, head) ? at(result.distance, head) : none;
    case HeadNumber::entropy:
        if (!range)
            return has(result.mean_entropy, head) ? at(result.mean_entropy, head) : none;
        break;
    case HeadNumber::share:
        break;
    }
    const auto& bins = number == HeadNumber::share ? result.share : result.entropy;
    if (!has(bins, head))
        return none;
    // A bin counts with the queries of it that lie in the range.
    double sum = 0, queries = 0;
    const std::vector<double>& values = at(bins, head);
    for (std::size_t i = 0; i < values.size() && i < result.bins.size(); ++i) {
        const double from = range ? std::max(double(result.bins[i].from), range->first) : double(result.bins[i].from);
        const double to = range ? std::min(double(result.bins[i].to), range->second + 1) : double(result.bins[i].to);
        if (to <= from || !std::isfinite(values[i]))
            continue;
        sum += values[i] * (to - from);
        queries += to - from;
    }
    return queries > 0 ? sum / queries : none;
}

std::vector<PlotPoint> headCurve(const protocol::EntropyResult& result, Head head, HeadNumber number, bool log)
{
    const auto& bins = number == HeadNumber::share ? result.share : result.entropy;
    std::vector<PlotPoint> points;
    if (!has(bins, head))
        return points;
    const std::vector<double>& values = at(bins, head);
    for (std::size_t i = 0; i < values.size() && i < result.bins.size(); ++i) {
        const double from = double(result.bins[i].from), last = double(result.bins[i].to - 1);
        const double x = log ? std::sqrt(std::max(from, 1.0) * std::max(last, 1.0)) : (from + last) / 2;
        if (std::isfinite(values[i]) && (points.empty() || std::round(x) > points.back().x))
            points.push_back({ std::round(x), values[i] });
    }
    return points;
}

std::vector<Head> headsByLayer(const protocol::EntropyResult& shape)
{
    std::vector<Head> heads;
    for (int layer = 0; layer < shape.layers; ++layer)
        for (int head = 0; head < shape.heads; ++head)
            heads.push_back({ layer, head });
    return heads;
}

std::vector<Head> headsByChange(const protocol::EntropyResult& a, const protocol::EntropyResult& b,
    HeadNumber number, const std::optional<CurveChart::Range>& range)
{
    std::vector<std::pair<double, Head>> changes;
    for (const Head head : headsByLayer(a)) {
        const double change = std::abs(headValue(a, head, number, range) - headValue(b, head, number, range));
        changes.push_back({ std::isnan(change) ? -1 : change, head });
    }
    std::stable_sort(changes.begin(), changes.end(), [](const auto& x, const auto& y) { return x.first > y.first; });
    std::vector<Head> heads;
    for (const auto& change : changes)
        heads.push_back(change.second);
    return heads;
}

} // namespace ropewalk::views
