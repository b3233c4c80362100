// SPDX-License-Identifier: Apache-2.0
#include "core/formats/model_config.h"

#include "core/formats/json_fields.h"
#include "core/formats/rope_config.h"

#include <algorithm>
#include <array>

namespace ropewalk::formats {
namespace {

using nlohmann::json;

constexpr std::int64_t most_width = 1 << 20;
constexpr std::int64_t most_layers = 1 << 14;
constexpr std::int64_t most_vocabulary = 1 << 24;
constexpr std::int64_t most_tokens = std::int64_t{ 1 } << 40;

/// Families that know positions in another way, or not at all: nothing of them turns, so there is nothing to
/// stretch.
constexpr std::array<std::pair<std::string_view, std::string_view>, 22> without_rope{
    { { "gpt2", "learned positions" }, { "gpt_bigcode", "learned positions" },
        { "gpt_neo", "learned positions" }, { "openai-gpt", "learned positions" },
        { "opt", "learned positions" }, { "biogpt", "learned positions" }, { "xglm", "sinusoidal positions" },
        { "bloom", "ALiBi" }, { "mpt", "ALiBi" }, { "t5", "relative biases" }, { "mt5", "relative biases" },
        { "umt5", "relative biases" }, { "bart", "learned positions" }, { "bert", "learned positions" },
        { "roberta", "learned positions" }, { "whisper", "learned positions" },
        { "xlnet", "relative biases" }, { "mamba", "a recurrence" }, { "mamba2", "a recurrence" },
        { "falcon_mamba", "a recurrence" }, { "rwkv", "a recurrence" }, { "xlstm", "a recurrence" } }
};

std::string list(const std::vector<std::string>& names)
{
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i)
        out += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
    return out;
}

void read_architecture(Fields& fields, ModelConfig& config)
{
    config.model_type = fields.text("model_type", "");
    const json* names = fields.find("architectures");
    if (names && names->is_array() && !names->empty() && names->front().is_string())
        config.architecture = names->front().get<std::string>();

    std::string_view instead;
    for (const auto& [type, positions] : without_rope)
        if (config.model_type == type)
            instead = positions;
    if (const json* alibi = fields.find("alibi"); alibi && *alibi == true)
        instead = "ALiBi";
    if (!instead.empty()) {
        const std::string& name = config.architecture.empty() ? config.model_type : config.architecture;
        fields.fail(Error{ "expected a model with rotary position embedding, found " + name + ", which has "
                + std::string(instead) + " instead: there is nothing to stretch",
            {}, fields.at("model_type"), false });
        return;
    }
    const auto& known = known_architectures();
    if (std::find(known.begin(), known.end(), config.architecture) == known.end()) {
        if (config.architecture.empty())
            fields.refuse("architectures", "a list that begins with " + list(known));
        else
            fields.fail(Error{ "expected " + list(known) + ", found " + config.architecture, {},
                fields.at("architectures"), false });
    }
}

void read_shape(Fields& fields, ModelConfig& config)
{
    const bool mistral = config.architecture == "MistralForCausalLM";
    config.hidden_size = fields.whole("hidden_size", 1, most_width);
    config.intermediate_size = fields.whole("intermediate_size", 1, most_width);
    config.layers = static_cast<int>(fields.whole("num_hidden_layers", 1, most_layers));
    config.heads = static_cast<int>(fields.whole("num_attention_heads", 1, most_width));
    config.vocab_size = fields.whole("vocab_size", 1, most_vocabulary);
    config.max_positions = fields.whole("max_position_embeddings", 1, most_tokens);
    config.rms_norm_eps = fields.number("rms_norm_eps", 0.0, 1.0);
    config.tied_embeddings = fields.flag("tie_word_embeddings", false);
    config.kv_heads = static_cast<int>(fields.whole("num_key_value_heads", 1, most_width,
        mistral && !fields.present("num_key_value_heads") ? 8 : config.heads));
    if (!fields.error() && config.heads % config.kv_heads != 0)
        fields.refuse(
            "num_key_value_heads", "a divisor of num_attention_heads, " + std::to_string(config.heads));
    if (!fields.has("head_dim") && !fields.error() && config.hidden_size % config.heads != 0)
        fields.refuse("hidden_size", "a multiple of num_attention_heads, " + std::to_string(config.heads));
    config.geometry.head_dim
        = static_cast<int>(fields.whole("head_dim", 2, most_width, config.hidden_size / config.heads));
}

/// What the decoder has one form of: anything else is refused rather than computed wrongly.
void read_fixed_parts(Fields& fields, const ModelConfig& config)
{
    if (fields.text("hidden_act", "silu") != "silu")
        fields.refuse("hidden_act", "\"silu\"");
    for (const char* key : { "attention_bias", "mlp_bias" })
        if (fields.flag(key, false))
            fields.refuse(key, "false (layers with a bias are not known)");
    if (fields.has("quantization_config"))
        fields.refuse("quantization_config", "weights in bfloat16, float16 or float32");
    if (config.architecture == "MistralForCausalLM") {
        if (!fields.present("sliding_window"))
            fields.refuse("sliding_window", "null (without the key transformers attends within 4096 tokens)");
        else if (fields.has("sliding_window"))
            fields.refuse("sliding_window", "null (attention within a window is not known)");
    }
}

/// A token id, or the first of a list of them; a null is none, a missing key what transformers takes.
std::optional<std::int64_t> read_token(
    Fields& fields, const char* key, std::int64_t fallback, std::int64_t vocabulary)
{
    if (!fields.present(key))
        return fallback < vocabulary ? std::optional(fallback) : std::nullopt;
    const json* value = fields.find(key);
    if (!value)
        return std::nullopt;
    if (value->is_array() && !value->empty()) {
        const json first{ { key, value->front() } };
        Fields of_list(first, {});
        const std::int64_t token = of_list.whole(key, 0, vocabulary - 1);
        if (of_list.error())
            fields.fail(Error{ of_list.error()->message, {}, fields.at(key) + "[0]", false });
        return token;
    }
    return fields.whole(key, 0, vocabulary - 1);
}

} // namespace

const std::vector<std::string>& known_architectures()
{
    static const std::vector<std::string> names{ "LlamaForCausalLM", "MistralForCausalLM" };
    return names;
}

Result<ModelConfig> parse_model_config(std::string_view text, const std::string& file)
{
    const Result<json> root = parse_json(text, file);
    if (!root)
        return tl::unexpected(root.error());
    Fields fields(*root, {});
    ModelConfig config;
    if (!fields.error())
        read_architecture(fields, config);
    if (!fields.error())
        read_shape(fields, config);
    if (!fields.error())
        read_fixed_parts(fields, config);
    if (!fields.error()) {
        config.bos_token = read_token(fields, "bos_token_id", 1, config.vocab_size);
        config.eos_token = read_token(fields, "eos_token_id", 2, config.vocab_size);
        config.dtype = fields.text(fields.has("dtype") ? "dtype" : "torch_dtype", "");
        read_rope(fields, config);
    }
    if (fields.error())
        return fields.failure_in(file);
    if (config.geometry.rotary_dim < config.geometry.head_dim)
        config.warnings.push_back("Only " + std::to_string(config.geometry.rotary_dim) + " of "
            + std::to_string(config.geometry.head_dim)
            + " components of a head turn; transformers turns all of them in " + config.architecture + ".");
    return config;
}

Result<ModelConfig> read_model_config(const std::filesystem::path& path)
{
    std::error_code code;
    std::filesystem::path file = path;
    if (std::filesystem::is_directory(path, code)) {
        file = path / "config.json";
        if (!std::filesystem::exists(file, code))
            return failure("expected a model folder with a config.json, found none", path.string());
    }
    const Result<std::string> text = read_text(file);
    if (!text)
        return tl::unexpected(text.error());
    return parse_model_config(*text, file.string());
}

} // namespace ropewalk::formats
