// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/factor_set.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace ropewalk::formats {

/// Whose rule says which of a model's two factor lists is active (formats.md): the engine turns by the set at every
/// length.
enum class Runtime {
    engine,
    transformers,
    vllm,
    llama_cpp
};
/// "engine", "transformers", "vllm", "llama.cpp".
std::optional<Runtime> runtime_from_name(std::string_view name);

/// What a runtime looks at, in tokens.
struct RuntimeCall
{
    std::int64_t original_length = 0; ///< L
    std::int64_t reaches = 0; ///< one more than the last position of this forward call
    std::int64_t context = 0; ///< what the runtime was started with: max_model_len, or the context of a sequence
};

/// True where the long list is turned by: transformers goes by each call, vLLM and llama.cpp by their context.
bool is_long(Runtime runtime, const RuntimeCall& call);

/// The set that this call is turned by, as the runtime applies it: n̂ is 0 outside the engine; transformers and
/// llama.cpp have one attention factor for both lists, the set's; vLLM has one for each.
rope::FactorSet active_set(
    Runtime runtime, const rope::FactorSet& set, const rope::FactorSet& short_set, const RuntimeCall& call);

} // namespace ropewalk::formats
