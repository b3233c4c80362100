// SPDX-License-Identifier: Apache-2.0
#include "core/model/memory/footprint.h"

#include "core/model/memory/chunks.h"

#include <algorithm>

namespace ropewalk::model {
namespace {

/// The names of Footprint's formulas.
struct Widths
{
    explicit Widths(const formats::ModelConfig& config)
        : hidden(config.hidden_size)
        , queries(config.heads * config.geometry.head_dim)
        , keys(config.kv_heads * config.geometry.head_dim)
        , inner(config.intermediate_size)
        , vocabulary(config.vocab_size)
        , gates(config.form.gated ? 2 : 1)
    {
    }
    std::int64_t projections() const { return queries + 2 * keys; }

    std::int64_t hidden, queries, keys, inner, vocabulary, gates;
};

/// Numbers in the matrices of one layer.
std::int64_t layer_matrices(const Widths& w)
{
    return w.hidden * (w.projections() + w.queries) + (w.gates + 1) * w.hidden * w.inner;
}

/// Numbers in norms and biases of one layer.
std::int64_t layer_vectors(const formats::ModelConfig& config, const Widths& w)
{
    const formats::DecoderForm& form = config.form;
    return 2 * w.hidden * (form.layer_norm ? 2 : 1) + (form.head_norms ? 2 * config.geometry.head_dim : 0)
        + (form.qkv_bias ? w.projections() : 0) + (form.o_bias ? w.hidden : 0)
        + (form.mlp_bias ? w.gates * w.inner + w.hidden : 0);
}

/// Copies of a matrix that are kept.
std::int64_t copies(const formats::ModelConfig& config, const Holding& holding)
{
    return holding.packed && parameters(config) <= chunks::most_prepacked ? 2 : 1;
}

/// Windows that run together.
std::int64_t batch(const JobSize& job)
{
    return std::clamp<std::int64_t>(chunks::batch_tokens / std::max<std::int64_t>(job.length, 1), 1,
        std::max<std::int64_t>(job.windows, 1));
}

bool keeps(const Widths& w, const Holding& holding, const JobSize& job)
{
    return !job.generation && !holding.streamed
        && holding.element * (w.hidden + w.projections()) * batch(job) * job.length <= chunks::most_kept;
}

/// KV heads whose queries, keys and values exist together.
std::int64_t heads_together(
    const formats::ModelConfig& config, const Holding& holding, const JobSize& job, std::int64_t rows)
{
    const std::int64_t shared = config.heads / config.kv_heads;
    return job.generation || job.observed ? config.kv_heads
                          : chunks::heads_together(config.kv_heads,
                                holding.element * rows * (shared + 2) * config.geometry.head_dim);
}

/// Of `group` KV heads: keys and values as attention packs them, or its copies of what it turns.
std::int64_t attention_work(const formats::ModelConfig& config, const Holding& holding, const JobSize& job,
    std::int64_t rows, std::int64_t group)
{
    const std::int64_t shared = config.heads / config.kv_heads, dim = config.geometry.head_dim;
    if (holding.gpu || holding.library_attention) {
        // Turned queries and keys, keys and values once for every head that shares them (on a GPU in float32, or where
        // a sliding window is on), a float sum a row and head.
        const bool repeated = !holding.gpu || (shared > 1 && (holding.element == 4 || !config.form.windows.empty()));
        const std::int64_t packed = repeated ? 2 * shared : 0;
        return rows * group * (holding.element * (shared + 1 + packed) * dim + 4 * shared);
    }
    constexpr std::int64_t lanes = 16, unit = 4, scratch = 512 * 1024;
    const std::int64_t together
        = std::min<std::int64_t>(batch(job) * group, std::max<std::int64_t>(holding.threads, 4));
    const std::int64_t width = (dim + lanes - 1) / lanes * lanes;
    return together * 2 * unit * width * job.length + holding.threads * scratch;
}

/// What looking at attention adds to it: three sums of every query and head and, where libtorch does it, turned float
/// copies of queries and keys, and of the heads that share a KV head four tensors as large as their queries.
std::int64_t observing_work(
    const formats::ModelConfig& config, const Holding& holding, const JobSize& job, std::int64_t rows)
{
    if (!job.observed)
        return 0;
    const std::int64_t sums = 4 * 3 * config.heads * rows, dim = config.geometry.head_dim;
    if (!holding.gpu && !holding.library_attention)
        return sums;
    return sums + 4 * rows * dim * (config.heads + config.kv_heads + 4 * config.heads / config.kv_heads);
}

} // namespace

std::int64_t parameters(const formats::ModelConfig& config)
{
    const Widths w(config);
    return config.layers * (layer_matrices(w) + layer_vectors(config, w))
        + w.vocabulary * w.hidden * (config.tied_embeddings ? 1 : 2) + w.hidden * (config.form.layer_norm ? 2 : 1);
}

std::int64_t resident_bytes(const formats::ModelConfig& config, const Holding& holding)
{
    const Widths w(config);
    const std::int64_t matrices = config.layers * layer_matrices(w) + w.vocabulary * w.hidden;
    return holding.element * (parameters(config) + (copies(config, holding) - 1) * matrices);
}

std::int64_t kept_bytes(const formats::ModelConfig& config, const Holding& holding, const JobSize& job)
{
    const Widths w(config);
    const std::int64_t token = 8 + (keeps(w, holding, job) ? holding.element * (w.hidden + w.projections()) : 0);
    return job.generation ? 8 * job.length : token * job.length * job.windows;
}

Footprint footprint(const formats::ModelConfig& config, const Holding& holding, const JobSize& job)
{
    const Widths w(config);
    const std::int64_t e = holding.element, copied = copies(config, holding);
    // Streamed weights are read once for all windows and some candidates, so all their states exist.
    const std::int64_t rows = job.generation ? job.length : batch(job) * job.length;
    const std::int64_t all = e * w.hidden * job.windows * job.length;
    const std::int64_t states = holding.streamed && !job.generation
        ? all * chunks::candidates_together(job.candidates, all)
        : e * w.hidden * rows;
    const std::int64_t chunk = std::min(rows, chunks::rows);
    Footprint out;
    out.weights = holding.streamed ? 0 : resident_bytes(config, holding);
    out.inputs = kept_bytes(config, holding, job) + 8 * config.geometry.pairs() * job.length;
    out.cache = job.generation ? config.layers * 2 * e * w.keys * job.length : 0;
    const std::int64_t group = heads_together(config, holding, job, rows);
    const std::int64_t projected = w.projections() / config.kv_heads * group; // a row
    const std::int64_t grouped_output = group < config.kv_heads ? w.queries / config.kv_heads * group : 0;
    const std::int64_t checked = job.observed && e < 4 ? 4 * rows * w.projections() : 0; // summed as floats
    const std::int64_t attending = e * rows * (projected + grouped_output + w.queries)
        + std::max(attention_work(config, holding, job, rows, group), checked)
        + observing_work(config, holding, job, rows);
    const std::int64_t projecting
        = e * rows * (projected + (grouped_output > 0 ? w.queries : 0)) + e * chunk * (w.hidden + projected);
    const std::int64_t after = e * rows * w.queries + e * chunk * (4 * w.hidden + (w.gates + 1) * w.inner);
    const std::int64_t slots = holding.gpu ? 2 : copied;
    out.layer = states + std::max({attending, projecting, after})
        + (holding.streamed ? e * slots * layer_matrices(w) : 0);
    const std::int64_t logits = e * w.vocabulary * (job.generation ? 1 : std::min(chunks::loss_rows, job.length));
    out.loss = states + logits + (holding.streamed ? e * copied * w.vocabulary * w.hidden : 0);
    return out;
}

std::int64_t largest_length(const formats::ModelConfig& config, const Holding& holding, JobSize job, std::int64_t bytes,
    std::int64_t most)
{
    const auto fits = [&](std::int64_t length) {
        job.length = length;
        return footprint(config, holding, job).total() <= bytes;
    };
    // The total grows with the length but for small steps where windows cease to run together or to be kept.
    std::int64_t low = 1, high = most + 1;
    while (high - low > 1) {
        const std::int64_t middle = low + (high - low) / 2;
        (fits(middle) ? low : high) = middle;
    }
    return low < 2 ? 0 : low;
}

} // namespace ropewalk::model
