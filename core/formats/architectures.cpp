// SPDX-License-Identifier: Apache-2.0
#include "core/formats/architectures.h"

#include <vector>

namespace ropewalk::formats {
namespace {

/// Forms and defaults of transformers 5.23's configuration and modeling files.
std::vector<Architecture> known()
{
    std::vector<Architecture> all;
    all.push_back({ .name = "LlamaForCausalLM",
        .form = {},
        .attention_bias_key = true,
        .mlp_bias_key = true,
        .bos = 1,
        .eos = 2 });
    all.push_back({ .name = "MistralForCausalLM",
        .form = {},
        .kv_heads = 8,
        .window_keys = WindowKeys::sliding_window,
        .window = 4096,
        .bos = 1,
        .eos = 2 });
    all.push_back({ .name = "Qwen2ForCausalLM",
        .form = { .qkv_bias = true },
        .kv_heads = 32,
        .window_keys = WindowKeys::use_sliding_window,
        .window = 4096 });
    all.push_back({ .name = "Qwen3ForCausalLM",
        .form = { .head_norms = true },
        .kv_heads = 32,
        .head_dim = 128,
        .attention_bias_key = true,
        .window_keys = WindowKeys::use_sliding_window,
        .window = 4096 });
    all.push_back({ .name = "Phi3ForCausalLM",
        .form = { .naming = Naming::phi3 },
        .turns_a_share = true,
        .window_keys = WindowKeys::sliding_window,
        .bos = 1,
        .eos = 32000,
        .original_length = 4096,
        .yarn_is_longrope = true });
    all.push_back({ .name = "GPTNeoXForCausalLM",
        .form = { .naming = Naming::gpt_neox,
            .layer_norm = true,
            .parallel = true,
            .gated = false,
            .activation = Activation::gelu,
            .qkv_bias = true,
            .o_bias = true,
            .mlp_bias = true },
        .eps_key = "layer_norm_eps",
        .theta_key = "rotary_emb_base",
        .share_key = "rotary_pct",
        .share = 0.25,
        .turns_a_share = true,
        .head_dim_is_a_key = false,
        .grouped = false,
        .attention_bias_key = true,
        .bos = 0,
        .eos = 2 });
    return all;
}

} // namespace

std::span<const Architecture> architectures()
{
    static const std::vector<Architecture> all = known();
    return all;
}

const Architecture* find_architecture(std::string_view name)
{
    for (const Architecture& one : architectures())
        if (one.name == name)
            return &one;
    return nullptr;
}

} // namespace ropewalk::formats
