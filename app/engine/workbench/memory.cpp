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
Words advice(const protocol::MemoryResult& found, const protocol::ModelInfo& info, const model::Holding& holding)
{
    Words out = found.largest_length > 0 ? words("about {1} tokens would fit", found.largest_length)
                                         : words("no length fits");
    if (info.dtype == "f32")
        out = words("{1}; bf16 takes half", out);
    if (!holding.streamed)
        out = words("{1}; --stream-weights on leaves the weights in their file", out);
    if (holding.gpu)
        out = words("{1}; the device cpu has the machine's memory", out);
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
    const Words needed = bytes_in_words(out.needed), available = bytes_in_words(out.available);
    out.message = out.fits ? words("needs about {1} of {2}", needed, available)
                           : words("needs about {1}, and {2} can be had", needed, available);
    if (!out.fits)
        out.advice = advice(out, info, holding);
    return out;
}

Words in_words(const std::string& job)
{
    if (job == "choices")
        return words("asking these questions");
    if (job == "entropy")
        return words("this entropy map");
    if (job == "search")
        return words("this search");
    if (job == "curve")
        return words("this curve");
    if (job == "passkey")
        return words("this passkey");
    return job == "needle" ? words("this needle") : words("this score");
}

bool should_stream(
    const formats::ModelConfig& config, const at::Device& device, at::ScalarType dtype, std::int64_t free)
{
    const model::Holding resident = model::holding_of(config, device, dtype, false);
    const model::JobSize least{ std::min<std::int64_t>(config.geometry.original_length, 2048), 1, false };
    return model::footprint(config, resident, least).total() > to_take(free);
}

} // namespace ropewalk::engine
