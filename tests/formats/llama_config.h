// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

/// The config.json of a small Llama with 32 pairs, without scaling.
inline nlohmann::json llama()
{
    return nlohmann::json::parse(R"({"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 256,
        "intermediate_size": 688, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
        "vocab_size": 512, "max_position_embeddings": 4096, "rms_norm_eps": 1e-05, "rope_theta": 10000.0})");
}

/// A longrope scaling block for it.
inline nlohmann::json longrope_block()
{
    return { { "rope_type", "longrope" }, { "short_factor", std::vector<double>(32, 1.0) },
        { "long_factor", std::vector<double>(32, 4.0) }, { "original_max_position_embeddings", 1024 } };
}
