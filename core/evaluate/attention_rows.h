// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/model.h"
#include "core/text/documents.h"

#include <vector>

namespace ropewalk::evaluate {

/// Whose attention: which layer, which head, the query at which position, all from 0.
struct RowRequest
{
    int layer = 0, head = 0;
    std::int64_t query = 0;
};

/// One query's attention over its visible keys.
struct AttentionRow
{
    RowRequest of;
    std::int64_t first = 0; ///< the first visible key
    std::vector<double> p; ///< of keys first … query; their sum is 1
    double entropy = 0; ///< nats
};

/// The rows asked for, in that order, out of one pass over the window; layers after the last one asked for are not run.
Result<std::vector<AttentionRow>> attention_rows(const model::Model& model, const rope::FactorSet& set,
    const text::Window& window, const std::vector<RowRequest>& requests, const YieldPoint& yield = {});

/// Keys from … to − 1 with what they have together.
struct AttendedKeys
{
    std::int64_t from = 0, to = 0;
    double p = 0;
};

/// A row in at most `most` entries (4 or more) that cover the visible keys in their order: all by themselves where they
/// are no more than that; else a quarter for the keys that end with the query's, a quarter for the other keys with the
/// most attention, and the rest stands together between these.
std::vector<AttendedKeys> condensed(const AttentionRow& row, std::size_t most);

} // namespace ropewalk::evaluate
