// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/targets.h"

namespace fuzz {

std::span<const Target> all_targets()
{
    static constexpr Target all[] = {
        {"model_config", model_config},
        {"factor_json", factor_json},
        {"factor_csv", factor_csv},
        {"factor_gguf", factor_gguf},
        {"project_file", project_file},
        {"journal", journal},
        {"rpc", rpc},
#if defined(ROPEWALK_READERS)
        {"safetensors", safetensors},
        {"shard_index", shard_index},
        {"tokenizer_json", tokenizer_json},
        {"tokenizer_model", tokenizer_model},
        {"token_ids_json", token_ids_json},
        {"token_ids_npy", token_ids_npy},
#endif
    };
    return all;
}

} // namespace fuzz
