// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/factor_set.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ropewalk::formats {

/// Who reads what an export writes. `module` is the Python module of an export, which patches transformers.
enum class Runtime { transformers, vllm, sglang, llama_cpp, mlx_lm, exllamav3, microsoft, module };

std::span<const Runtime> all_runtimes();
std::string_view name(Runtime runtime); ///< "llama.cpp"
/// Of those whose rule a measurement can follow: "transformers", "vllm", "llama.cpp".
std::optional<Runtime> runtime_from_key(std::string_view key);

/// What a runtime is given: a pair of sets in the file of an export, and how it was started.
struct Deployment
{
    std::string model_type = "llama"; ///< as config.json or GGUF name it: "phi3"
    rope::Geometry geometry; ///< its L is the switch
    std::int64_t max_positions = 0; ///< max_position_embeddings: the export's target, tokens
    rope::FactorSet long_set;
    std::optional<rope::FactorSet> short_set; ///< none: the long list stands in both places
    std::int64_t allocated = 0; ///< max_model_len, context a sequence, cache; 0 = max_positions
    bool says_attention = true; ///< the config has attention_factor (GGUF: scaling.attn_factor)
    bool says_mscale = true; ///< … and short_mscale and long_mscale

    const rope::FactorSet& short_or_long() const { return short_set ? *short_set : long_set; }
    bool two_lists() const { return short_set && short_set->lambda != long_set.lambda; }
};

enum class List { short_list, long_list };

/// How a prompt is turned.
struct Applied
{
    List list = List::long_list;
    std::int64_t n_hat = 0;
    double attention_factor = 1.0;
    bool operator==(const Applied&) const = default;
};

/// What this project does with a prompt of so many tokens: the short set up to L, the long one beyond, each with its
/// own n̂ and attention factor.
Applied applied_here(const Deployment& deployment, std::int64_t tokens);
/// What the runtime does (formats.md, "Who applies which list, when"; read in their sources).
Applied applied_by(Runtime runtime, const Deployment& deployment, std::int64_t tokens);

/// True where the long list is turned by. No runtime: always.
bool is_long(std::optional<Runtime> runtime, const Deployment& deployment, std::int64_t tokens);
/// The set that a call which reaches to so many tokens is turned by, as the runtime applies it. No runtime: the long set
/// as it is.
rope::FactorSet active_set(std::optional<Runtime> runtime, const Deployment& deployment, std::int64_t tokens);

/// What the keys in the cache were turned with when a conversation that began within L has grown beyond it.
enum class CachedKeys {
    alike, ///< with the list that new queries are turned with
    mixed, ///< those from before with the short list; queries meet both
    dropped ///< the cache is thrown away and the whole conversation is turned anew
};
CachedKeys cached_keys(Runtime runtime, const Deployment& deployment);
/// With which list the cached key of a position (from 0) was turned in a conversation that grew to so many tokens, a
/// token a call once it was beyond L.
List key_list(Runtime runtime, const Deployment& deployment, std::int64_t position, std::int64_t tokens);
/// True where the length it is started for chooses the list, and not the prompt.
bool chooses_at_start(Runtime runtime);

/// LongRoPE's √(1 + ln s/ln L) for s = max_positions/L.
double formula_attention(const Deployment& deployment);

} // namespace ropewalk::formats
