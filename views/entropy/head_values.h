// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/evaluation/entropy_messages.h"
#include "views/evaluation/curve_chart.h"
#include "views/evaluation/measured.h"

#include <optional>
#include <vector>

/// Numbers of single heads out of an entropy result. A layer that is not measured yet is NaN.
namespace ropewalk::views {

/// What a map of heads shows.
enum class HeadNumber
{
    entropy, ///< nats
    share, ///< of ln(visible keys), 0 … 1
    sinkMass, ///< 0 … 1
    distance ///< tokens
};

struct Head
{
    int layer = 0, head = 0;
    bool operator==(const Head&) const = default;
};

/// Mean over the queries in range (all without one). Sinks and distance are known for all queries only.
double headValue(const protocol::EntropyResult& result, Head head, HeadNumber number,
    const std::optional<CurveChart::Range>& range);

/// Entropy along positions, a point a bin at its geometric (log) or arithmetic middle.
std::vector<PlotPoint> headCurve(const protocol::EntropyResult& result, Head head, HeadNumber number, bool log);

/// Every head, by layer; or by how much A and B differ in number, most first, where both are given.
std::vector<Head> headsByLayer(const protocol::EntropyResult& shape);
std::vector<Head> headsByChange(const protocol::EntropyResult& a, const protocol::EntropyResult& b,
    HeadNumber number, const std::optional<CurveChart::Range>& range);

} // namespace ropewalk::views
