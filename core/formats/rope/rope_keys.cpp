// SPDX-License-Identifier: Apache-2.0
#include "core/formats/rope/rope_keys.h"

#include <algorithm>
#include <array>

namespace ropewalk::formats {
namespace {

struct Key
{
    std::string_view name;
    std::string_view types; ///< of the scaling that has it, with spaces between; empty = all
};

/// What a scaling block may say and is applied.
constexpr std::array<Key, 18> of_block{ {
    { "rope_type", {} },
    { "type", {} },
    { "rope_theta", {} },
    { "partial_rotary_factor", {} },
    { "original_max_position_embeddings", {} },
    { "factor", "linear dynamic yarn llama3 longrope" },
    { "attention_factor", "yarn longrope" },
    { "beta_fast", "yarn" },
    { "beta_slow", "yarn" },
    { "mscale", "yarn" },
    { "mscale_all_dim", "yarn" },
    { "truncate", "yarn" },
    { "low_freq_factor", "llama3" },
    { "high_freq_factor", "llama3" },
    { "short_factor", "longrope" },
    { "long_factor", "longrope" },
    { "short_mscale", "longrope" },
    { "long_mscale", "longrope" },
} };

/// What a config may say beside it and is applied, whatever the architecture; its own names of theta and share too.
constexpr std::array<std::string_view, 5> of_top{ "rope_theta", "rope_scaling", "rope_parameters",
    "partial_rotary_factor", "original_max_position_embeddings" };

/// Of rotation too, though their names do not say so.
constexpr std::array<std::string_view, 6> also_of_rotation{ "dual_chunk_attention_config", "mrope_section",
    "use_dynamic_ntk", "use_logn_attn", "attn_factor", "no_position_layers" };

Words meaning(std::string_view key)
{
    if (key == "attn_factor")
        return words("vLLM multiplies the attention factor by it, transformers does not read it");
    if (key == "mrope_section" || key == "use_mrope")
        return words("every pair turns by the token's position, which is the same for text alone");
    if (key == "dual_chunk_attention_config")
        return words("attention is not cut into chunks, so distances beyond a chunk are turned as they are");
    return words("the model's own code may turn otherwise");
}

bool asks_for_nothing(const nlohmann::json& value)
{
    return value.is_null() || value == false || value == 0 || value == ""
        || (value.is_structured() && value.empty());
}

bool has_word(std::string_view words, std::string_view word)
{
    while (!words.empty()) {
        const auto end = words.find(' ');
        if (words.substr(0, end) == word)
            return true;
        words = end == std::string_view::npos ? std::string_view() : words.substr(end + 1);
    }
    return false;
}

bool is_applied_in_block(std::string_view name, std::string_view type)
{
    return std::any_of(of_block.begin(), of_block.end(),
        [&](const Key& key) { return key.name == name && (key.types.empty() || has_word(key.types, type)); });
}

bool is_applied_at_top(std::string_view name, const Architecture& known)
{
    return name == known.theta_key || name == known.share_key
        || std::find(of_top.begin(), of_top.end(), name) != of_top.end();
}

bool is_of_rotation(std::string_view name)
{
    return name.find("rope") != std::string_view::npos || name.find("rotary") != std::string_view::npos
        || std::find(also_of_rotation.begin(), also_of_rotation.end(), name) != also_of_rotation.end();
}

} // namespace

std::vector<Words> unapplied_rope_keys(
    const Fields& top, const Fields& block, std::string_view type, const Architecture& known)
{
    std::vector<Words> out;
    const auto say = [&out](const Fields& fields, const std::string& name) {
        const nlohmann::json* value = fields.find(name);
        if (value && !asks_for_nothing(*value))
            out.push_back(words("The {1} is not applied: {2}.", fields.place(name), meaning(name)));
    };
    for (const std::string& name : top.unknown({}))
        if (is_of_rotation(name) && !is_applied_at_top(name, known))
            say(top, name);
    for (const std::string& name : block.unknown({}))
        if (!is_applied_in_block(name, type))
            say(block, name);
    return out;
}

} // namespace ropewalk::formats
