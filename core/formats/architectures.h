// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/decoder_form.h"

#include <optional>
#include <span>
#include <string_view>

namespace ropewalk::formats {

/// Which keys of a config.json say that attention sees a window only.
enum class WindowKeys {
    none,
    sliding_window, ///< in all layers, where it isn't null
    use_sliding_window ///< with it also sliding_window, and max_window_layers or layer_types
};

/// One architecture: its decoder, and what its config.json calls things or leaves unsaid, as in transformers.
struct Architecture
{
    std::string_view name; ///< "LlamaForCausalLM"
    DecoderForm form; ///< as far as no key of the config changes it
    std::string_view eps_key = "rms_norm_eps";
    std::string_view theta_key = "rope_theta"; ///< beside rope_theta, which everyone has
    std::string_view share_key = "partial_rotary_factor"; ///< beside partial_rotary_factor
    double share = 1.0; ///< of a head that turns where the config is silent
    bool turns_a_share = false; ///< transformers turns a part of a head if the config asks for it
    bool head_dim_is_a_key = true; ///< else it is always hidden_size / num_attention_heads
    bool grouped = true; ///< num_key_value_heads is a key
    std::int64_t kv_heads = 0; ///< where the key is missing; 0 = as many as heads
    std::int64_t head_dim = 0; ///< where the key is missing; 0 = hidden_size / num_attention_heads
    bool attention_bias_key = false; ///< attention_bias puts biases on q, k, v and o
    bool mlp_bias_key = false;
    WindowKeys window_keys = WindowKeys::none;
    std::optional<std::int64_t> window = {}; ///< sliding_window where the key is missing
    std::optional<std::int64_t> bos = {}, eos = {}; ///< where the keys are missing
    std::int64_t original_length = 0; ///< of scaled models where no key says it; 0 = max_position_embeddings
    bool yarn_is_longrope = false; ///< an old name that transformers still reads so
};

/// All that are known. To add one see CONTRIBUTING.md, "Adding an architecture".
std::span<const Architecture> architectures();
/// Null for a name that is not known.
const Architecture* find_architecture(std::string_view name);

} // namespace ropewalk::formats
