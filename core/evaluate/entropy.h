// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/model.h"
#include "core/text/documents.h"

#include <functional>
#include <vector>

namespace ropewalk::evaluate {

/// Query positions from … to − 1.
struct QueryBin
{
    std::int64_t from = 0, to = 0;
};

/// At most count bins that cover positions 0 … length − 1: of one width, or growing with the position; none is empty.
std::vector<QueryBin> query_bins(std::int64_t length, int count, bool logarithmic);

struct EntropySettings
{
    int bins = 64; ///< at most
    bool log_bins = true;
    std::int64_t sink_tokens = 4; ///< the first n keys of sink_mass; 0 … 256
};

/// One layer's attention; means over queries, then over windows. NaN where the layer's queries, keys or values are not
/// finite.
struct LayerEntropy
{
    std::vector<double> mean_entropy; ///< [head], −Σ p·ln p over the visible keys, nats (longrope.md)
    std::vector<double> sink_mass; ///< [head], Σ p over the first sink_tokens keys
    std::vector<double> distance; ///< [head], Σ p·(query − key), tokens
    std::vector<std::vector<double>> entropy; ///< [head][bin], nats
    std::vector<std::vector<double>> share; ///< [head][bin], entropy/ln(visible keys); NaN where only one is visible
};

struct EntropyMap
{
    std::int64_t length = 0; ///< tokens a window
    int windows = 0;
    std::vector<QueryBin> bins;
    std::vector<LayerEntropy> layers;
    double seconds = 0;
};

/// Called after each layer of each window with the layer's means over the windows so far.
using LayerProgress = std::function<void(int layer, int windows, const std::vector<QueryBin>& bins, const LayerEntropy& of)>;

/// How spread every head's attention is under a factor set. Windows have one length. Memory is linear in it, and one
/// window is in work at a time. Yields at layer boundaries and within long layers.
Result<EntropyMap> entropy(const model::Model& model, const rope::FactorSet& set,
    const std::vector<text::Window>& windows, const EntropySettings& settings, const LayerProgress& progress = {},
    const YieldPoint& yield = {});

} // namespace ropewalk::evaluate
