// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/decoder_form.h"
#include "core/result.h"
#include "core/rope/factor_set.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::formats {

/// What a Hugging Face config.json says, parsed once for window and engine.
struct ModelConfig
{
    std::string architecture; ///< "LlamaForCausalLM"
    std::string model_type; ///< "llama"
    DecoderForm form; ///< what its layers are built of
    std::int64_t hidden_size = 0;
    std::int64_t intermediate_size = 0;
    int layers = 0;
    int heads = 0;
    int kv_heads = 0;
    std::int64_t vocab_size = 0;
    double norm_eps = 1e-6;
    bool tied_embeddings = false;
    std::optional<std::int64_t> bos_token; ///< none in models without one
    std::vector<std::int64_t> eos_tokens; ///< each of them ends a generation
    std::int64_t max_positions = 0; ///< max_position_embeddings
    std::string dtype; ///< storage as the config names it: "bfloat16"
    double rotary_share = 1.0; ///< partial_rotary_factor
    rope::Geometry geometry; ///< original_length taken from the scaling block where one says it
    std::vector<rope::FactorSet> shipped; ///< the scaling the config asks for, as sets; empty for plain RoPE
    std::vector<Words> warnings;
};

/// Reads DIR/config.json or a config.json itself. Unknown architectures are refused with the list of known
/// ones, models without rotary embedding are told apart; missing keys, wrong types and absurd values are
/// refused with their key. What transformers takes for a key that is left out is taken too. The end tokens of a
/// generation_config.json beside it are added; one that cannot be read is a warning.
Result<ModelConfig> read_model_config(const std::filesystem::path& path);
/// The same from the text of a config.json alone; file names it in errors.
Result<ModelConfig> parse_model_config(std::string_view text, const std::string& file);

/// What a user knows better than the config.
struct ConfigChanges
{
    /// Tokens that the layers with a window see, or all layers where none has one; 0 = no windows.
    std::optional<std::int64_t> sliding_window = {};
    std::optional<std::int64_t> original_length = {}; ///< L, the length of pretraining; the shipped sets stay
    bool operator==(const ConfigChanges&) const = default;
};
/// Both must be sensible numbers of tokens.
Status apply(const ConfigChanges& changes, ModelConfig& config);

/// What extending means for a model whose layers see a window only, in a sentence; empty for others.
Words window_note(const ModelConfig& config);

} // namespace ropewalk::formats
