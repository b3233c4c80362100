// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/memory.h"

#include "app/engine/workbench/opened.h"
#include "core/model/memory/chunks.h"
#include "core/model/memory/holding.h"
#include "core/model/model.h"

#include <algorithm>

namespace ropewalk::engine {

namespace {

constexpr double share_to_take = 0.95; // of what is free; the rest is the machine's own
constexpr std::int64_t longest = 1 << 24; // tokens that are looked for

std::int64_t to_take(std::int64_t free)
{
    return static_cast<std::int64_t>(share_to_take * static_cast<double>(free));
}

/// Scorers of these windows stay for the next request.
bool keeps_windows(const protocol::MemoryParams& params)
{
    return params.job == "score" || params.job == "search" || (params.job == "curve" && !params.sliding);
}

model::JobSize job_of(const protocol::MemoryParams& params)
{
    model::JobSize job;
    job.windows = !keeps_windows(params) ? 1 : params.samples > 0 ? params.samples : default_samples;
    job.generation = params.job == "passkey";
    job.observed = params.job == "entropy";
    return job;
}

/// Every way on that there is.
std::string advice(const protocol::MemoryResult& found, const protocol::ModelInfo& info, const model::Holding& holding)
{
    std::string out = found.largest_length > 0 ? "about " + std::to_string(found.largest_length) + " tokens would fit"
                                               : "no length fits";
    if (info.dtype == "f32")
        out += "; bf16 takes half";
    if (!holding.streamed)
        out += "; --stream-weights on leaves the weights in their file";
    if (holding.gpu)
        out += "; the device cpu has the machine's memory";
    return out;
}

} // namespace

protocol::MemoryResult estimate_memory(const protocol::ModelInfo& info, const model::Model& model,
    const protocol::MemoryParams& params, std::int64_t free)
{
    const formats::ModelConfig& config = model.config;
    const model::Holding holding = model::holding_of(config, model.device, model.dtype, model.streamed);
    model::JobSize job = job_of(params);
    if (params.job == "search")
        job.candidates = model::chunks::most_candidates;
    std::int64_t largest_kept = 0, all_kept = 0;
    protocol::MemoryResult out;
    for (const std::int64_t length : params.lengths) {
        job.length = length;
        out.needed = std::max(out.needed, model::footprint(config, holding, job).total());
        const std::int64_t kept = job.generation ? 0 : model::kept_bytes(config, holding, job);
        largest_kept = std::max(largest_kept, kept);
        all_kept += kept;
    }
    // The windows of a curve's other lengths stay, and beside a search's those that are held out.
    const std::int64_t others = params.job == "search" ? all_kept : keeps_windows(params) ? all_kept - largest_kept : 0;
    out.needed += others;
    out.available = std::max<std::int64_t>(0, to_take(free)) + (holding.streamed ? 0 : model::resident_bytes(config, holding));
    out.fits = out.needed <= out.available;
    out.streamed = holding.streamed;
    out.largest_length = model::largest_length(config, holding, job, out.available - others, longest);
    out.message = "needs about " + bytes_text(out.needed)
        + (out.fits ? " of " + bytes_text(out.available) : ", and " + bytes_text(out.available) + " can be had");
    if (!out.fits)
        out.advice = advice(out, info, holding);
    return out;
}

std::string in_words(const std::string& job)
{
    if (job == "choices")
        return "asking these questions";
    return job == "entropy" ? "this entropy map" : "this " + job;
}

bool should_stream(
    const formats::ModelConfig& config, const at::Device& device, at::ScalarType dtype, std::int64_t free)
{
    const model::Holding resident = model::holding_of(config, device, dtype, false);
    const model::JobSize least{ std::min<std::int64_t>(config.geometry.original_length, 2048), 1, false };
    return model::footprint(config, resident, least).total() > to_take(free);
}

} // namespace ropewalk::engine
