// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/factor_set.h"

#include <cstdint>
#include <string>
#include <vector>

/// What the entropy of attention takes, reports and returns: "entropy" and "entropy/rows".
namespace ropewalk::protocol {

/// One query's attention: of which layer, which head, at which position (all from 0).
struct RowRequest
{
    int layer = 0, head = 0;
    std::int64_t query = 0;
};

struct EntropyParams
{
    rope::FactorSet set;
    std::int64_t target = 0; ///< tokens a window
    std::string split = "held-out"; ///< as in ScoreParams
    int samples = 0; ///< windows; 0 = 1
    int position_bins = 64; ///< at most this many bins of query positions
    bool log_bins = true; ///< bins grow with the position; false = all of one width
    int sink_tokens = 4; ///< n of sink_mass
    std::vector<RowRequest> rows; ///< whose attention is wanted too, of the first window
};

/// Query positions from … to − 1.
struct QueryBin
{
    std::int64_t from = 0, to = 0;
};

/// One layer: the mean over queries, then over the windows so far. Not finite where the model's scores are not.
struct EntropyLayer
{
    int layer = 0;
    std::vector<double> mean_entropy; ///< [head], nats, over all queries
    std::vector<double> sink_mass; ///< [head], 0 … 1: on the first sink_tokens keys
    std::vector<double> distance; ///< [head], tokens from the query to what it attends to, weighted by attention
    std::vector<std::vector<double>> entropy; ///< [head][bin], nats
    std::vector<std::vector<double>> share; ///< [head][bin], of ln(visible keys); not finite where only one is visible
};

/// "entropy/layer": a layer of the window that was just worked on; a later window sends the layer again.
struct EntropyLayerReport
{
    std::vector<QueryBin> bins;
    int layers = 0;
    int windows = 0, of = 0; ///< in this mean, and in the last one
    EntropyLayer values;
};

/// The attention of a query on keys from … to − 1 together.
struct AttendedKeys
{
    std::int64_t from = 0, to = 0;
    double probability = 0; ///< 0 … 1, summed over the keys
    std::string text; ///< the tokens', cut at some length; empty without a tokenizer
};

/// One query's attention over all visible keys, in their order. Up to 4096 keys each has an entry; of more, those
/// near the query and those with the most attention have their own and the rest stands together in between.
struct AttentionRow
{
    int layer = 0, head = 0;
    std::int64_t query = 0;
    std::string text; ///< the query's token
    std::int64_t visible = 0; ///< keys
    double entropy = 0; ///< nats
    std::vector<AttendedKeys> keys;
};

struct EntropyResult
{
    int layers = 0, heads = 0;
    std::int64_t target = 0; ///< tokens a window
    int samples = 0; ///< windows
    std::string split;
    int sink_tokens = 0;
    std::vector<QueryBin> bins;
    std::vector<std::vector<double>> mean_entropy; ///< [layer][head], nats
    std::vector<std::vector<double>> sink_mass; ///< [layer][head], 0 … 1
    std::vector<std::vector<double>> distance; ///< [layer][head], tokens
    std::vector<std::vector<std::vector<double>>> entropy; ///< [layer][head][bin], nats
    std::vector<std::vector<std::vector<double>>> share; ///< [layer][head][bin]; see EntropyLayer
    std::vector<AttentionRow> rows; ///< as they were asked for
    double seconds = 0;
};

/// "entropy/rows": rows alone, for a click after the map is there.
struct AttentionRowsParams
{
    rope::FactorSet set;
    std::int64_t target = 0; ///< tokens a window
    std::string split = "held-out"; ///< as in ScoreParams
    std::vector<RowRequest> rows; ///< of the split's first window
};

struct AttentionRowsResult
{
    std::vector<AttentionRow> rows; ///< as they were asked for
    double seconds = 0;
};

} // namespace ropewalk::protocol
