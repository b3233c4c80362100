// SPDX-License-Identifier: Apache-2.0
#include "core/formats/active_set.h"

namespace ropewalk::formats {

std::optional<Runtime> runtime_from_name(std::string_view name)
{
    if (name == "engine")
        return Runtime::engine;
    if (name == "transformers")
        return Runtime::transformers;
    if (name == "vllm")
        return Runtime::vllm;
    if (name == "llama.cpp")
        return Runtime::llama_cpp;
    return std::nullopt;
}

bool is_long(Runtime runtime, const RuntimeCall& call)
{
    switch (runtime) {
    case Runtime::engine: break;
    case Runtime::transformers: return call.reaches > call.original_length;
    case Runtime::vllm:
    case Runtime::llama_cpp: return call.context > call.original_length;
    }
    return true;
}

rope::FactorSet active_set(
    Runtime runtime, const rope::FactorSet& set, const rope::FactorSet& short_set, const RuntimeCall& call)
{
    if (runtime == Runtime::engine)
        return set;
    rope::FactorSet out = is_long(runtime, call) ? set : short_set;
    out.n_hat = 0;
    if (runtime != Runtime::vllm)
        out.attention_factor = set.attention_factor;
    return out;
}

} // namespace ropewalk::formats
