// SPDX-License-Identifier: Apache-2.0
#include "core/formats/runtimes/runtimes.h"

#include "core/rope/methods.h"

#include <array>

namespace ropewalk::formats {
namespace {

/// Where the list is chosen.
enum class Switch {
    by_call, ///< by the last position of a call
    by_batch, ///< the same of all sequences computed together
    at_start, ///< by the length allocated, for good
    never ///< the long list for every prompt
};

Switch switch_of(Runtime runtime)
{
    switch (runtime) {
    case Runtime::transformers:
    case Runtime::module:
        return Switch::by_call;
    case Runtime::sglang:
        return Switch::by_batch;
    case Runtime::vllm:
    case Runtime::llama_cpp:
    case Runtime::exllamav3:
        return Switch::at_start;
    case Runtime::mlx_lm:
    case Runtime::microsoft:
        break;
    }
    return Switch::never;
}

std::int64_t allocated(const Deployment& deployment)
{
    return deployment.allocated > 0 ? deployment.allocated : deployment.max_positions;
}

} // namespace

std::span<const Runtime> all_runtimes()
{
    static constexpr std::array all{ Runtime::transformers, Runtime::vllm, Runtime::sglang, Runtime::llama_cpp,
        Runtime::mlx_lm, Runtime::exllamav3, Runtime::microsoft, Runtime::module };
    return all;
}

std::string_view name(Runtime runtime)
{
    switch (runtime) {
    case Runtime::transformers:
        return "transformers";
    case Runtime::vllm:
        return "vLLM";
    case Runtime::sglang:
        return "SGLang";
    case Runtime::llama_cpp:
        return "llama.cpp";
    case Runtime::mlx_lm:
        return "mlx-lm";
    case Runtime::exllamav3:
        return "exllamav3";
    case Runtime::microsoft:
        return "Microsoft LongRoPE";
    case Runtime::module:
        break;
    }
    return "Python module";
}

std::optional<Runtime> runtime_from_key(std::string_view key)
{
    if (key == "transformers")
        return Runtime::transformers;
    if (key == "vllm")
        return Runtime::vllm;
    if (key == "llama.cpp")
        return Runtime::llama_cpp;
    return std::nullopt;
}

double formula_attention(const Deployment& deployment)
{
    return rope::longrope_attention_factor(
        deployment.geometry, rope::scale_for(deployment.geometry, deployment.max_positions));
}

Applied applied_here(const Deployment& deployment, std::int64_t tokens)
{
    const List list = tokens > deployment.geometry.original_length ? List::long_list : List::short_list;
    const rope::FactorSet& set = list == List::long_list ? deployment.long_set : deployment.short_or_long();
    return { list, set.n_hat, set.attention_factor };
}

Applied applied_by(Runtime runtime, const Deployment& deployment, std::int64_t tokens)
{
    if (runtime == Runtime::module)
        return applied_here(deployment, tokens);
    const std::int64_t original = deployment.geometry.original_length;
    Applied out;
    switch (switch_of(runtime)) {
    case Switch::by_call:
    case Switch::by_batch:
        out.list = tokens > original ? List::long_list : List::short_list;
        break;
    case Switch::at_start:
        out.list = allocated(deployment) > original ? List::long_list : List::short_list;
        break;
    case Switch::never:
        break;
    }
    const rope::FactorSet& set = out.list == List::long_list ? deployment.long_set : deployment.short_or_long();
    const double formula = formula_attention(deployment);
    switch (runtime) {
    case Runtime::transformers: // one for both lists
        out.attention_factor = deployment.says_attention ? deployment.long_set.attention_factor : formula;
        break;
    case Runtime::llama_cpp: // its key alone; no formula
        out.attention_factor = deployment.says_attention ? deployment.long_set.attention_factor : 1.0;
        break;
    case Runtime::vllm:
    case Runtime::sglang:
    case Runtime::mlx_lm:
        out.attention_factor = deployment.says_mscale ? set.attention_factor : formula;
        break;
    case Runtime::microsoft: // its evaluation takes one list from a file, with n̂ rows left plain
        out.n_hat = deployment.long_set.n_hat;
        [[fallthrough]];
    case Runtime::exllamav3:
    case Runtime::module:
        out.attention_factor = formula;
        break;
    }
    return out;
}

bool is_long(std::optional<Runtime> runtime, const Deployment& deployment, std::int64_t tokens)
{
    return !runtime || applied_by(*runtime, deployment, tokens).list == List::long_list;
}

rope::FactorSet active_set(std::optional<Runtime> runtime, const Deployment& deployment, std::int64_t tokens)
{
    if (!runtime)
        return deployment.long_set;
    const Applied applied = applied_by(*runtime, deployment, tokens);
    rope::FactorSet out = applied.list == List::long_list ? deployment.long_set : deployment.short_or_long();
    out.n_hat = applied.n_hat;
    out.attention_factor = applied.attention_factor;
    return out;
}

CachedKeys cached_keys(Runtime runtime, const Deployment& deployment)
{
    const bool differ = runtime == Runtime::module && deployment.short_set
        ? !deployment.short_set->same_rotation(deployment.long_set)
        : deployment.two_lists();
    const Switch how = switch_of(runtime);
    if (!differ || deployment.max_positions <= deployment.geometry.original_length || how == Switch::at_start
        || how == Switch::never)
        return CachedKeys::alike;
    if (runtime == Runtime::transformers && deployment.model_type.starts_with("phi3"))
        return CachedKeys::dropped;
    return CachedKeys::mixed;
}

List key_list(Runtime runtime, const Deployment& deployment, std::int64_t position, std::int64_t tokens)
{
    const bool kept = cached_keys(runtime, deployment) == CachedKeys::mixed && position < deployment.geometry.original_length;
    return kept ? List::short_list : applied_by(runtime, deployment, tokens).list;
}

bool chooses_at_start(Runtime runtime)
{
    return switch_of(runtime) == Switch::at_start;
}

} // namespace ropewalk::formats
