// SPDX-License-Identifier: Apache-2.0
#include "core/formats/model_config.h"

#include "core/formats/architectures.h"
#include "core/formats/end_tokens.h"
#include "core/formats/json_fields.h"
#include "core/formats/rope/rope_config.h"

#include <algorithm>
#include <array>

namespace ropewalk::formats {
namespace {

using nlohmann::json;

constexpr std::int64_t most_width = 1 << 20;
constexpr std::int64_t most_layers = 1 << 14;
constexpr std::int64_t most_vocabulary = 1 << 24;
constexpr std::int64_t most_tokens = std::int64_t{ 1 } << 40;

/// What families have that know positions in another way, or not at all: nothing of them turns, so there is nothing to
/// stretch. Empty for any other.
Words instead_of_rope(std::string_view model_type)
{
    const auto is = [&](std::initializer_list<std::string_view> types) {
        return std::find(types.begin(), types.end(), model_type) != types.end();
    };
    if (is({ "gpt2", "gpt_bigcode", "gpt_neo", "openai-gpt", "opt", "biogpt", "bart", "bert", "roberta", "whisper" }))
        return words("learned positions");
    if (is({ "xglm" }))
        return words("sinusoidal positions");
    if (is({ "bloom", "mpt" }))
        return as_is("ALiBi");
    if (is({ "t5", "mt5", "umt5", "xlnet" }))
        return words("relative biases");
    if (is({ "mamba", "mamba2", "falcon_mamba", "rwkv", "xlstm" }))
        return words("a recurrence");
    return {};
}

/// "A, B or C"
Words known_names()
{
    std::vector<Words> first;
    const auto all = architectures();
    for (const Architecture& one : all.first(all.size() - 1))
        first.push_back(as_is(std::string(one.name)));
    return words("{1} or {2}", first, all.back().name);
}

/// Null with an error in fields for what is not known.
const Architecture* read_architecture(Fields& fields, ModelConfig& config)
{
    config.model_type = fields.text("model_type", "");
    const json* names = fields.find("architectures");
    if (names && names->is_array() && !names->empty() && names->front().is_string())
        config.architecture = names->front().get<std::string>();

    Words instead = instead_of_rope(config.model_type);
    if (const json* alibi = fields.find("alibi"); alibi && *alibi == true)
        instead = as_is("ALiBi");
    if (!instead.empty()) {
        const std::string& name = config.architecture.empty() ? config.model_type : config.architecture;
        fields.fail(Error{ words("expected a model with rotary position embedding, found {1}, which has {2} "
                                 "instead: there is nothing to stretch",
                               name, instead),
            {}, fields.place("model_type"), false });
        return nullptr;
    }
    const Architecture* known = find_architecture(config.architecture);
    if (!known && config.architecture.empty())
        fields.refuse("architectures", words("a list that begins with {1}", known_names()));
    else if (!known)
        fields.fail(Error{ words("expected {1}, found {2}", known_names(), config.architecture), {},
            fields.place("architectures"), false });
    return known;
}

void read_shape(Fields& fields, const Architecture& known, ModelConfig& config)
{
    config.hidden_size = fields.whole("hidden_size", 1, most_width);
    config.intermediate_size = fields.whole("intermediate_size", 1, most_width);
    config.layers = static_cast<int>(fields.whole("num_hidden_layers", 1, most_layers));
    config.heads = static_cast<int>(fields.whole("num_attention_heads", 1, most_width));
    config.vocab_size = fields.whole("vocab_size", 1, most_vocabulary);
    config.max_positions = fields.whole("max_position_embeddings", 1, most_tokens);
    config.norm_eps = fields.number(known.eps_key, 0.0, 1.0);
    config.tied_embeddings = fields.flag("tie_word_embeddings", false);
    config.kv_heads = config.heads;
    if (known.grouped) {
        const bool unsaid = known.kv_heads > 0 && !fields.present("num_key_value_heads");
        config.kv_heads = static_cast<int>(
            fields.whole("num_key_value_heads", 1, most_width, unsaid ? known.kv_heads : config.heads));
        if (!fields.error() && config.heads % config.kv_heads != 0)
            fields.refuse("num_key_value_heads", words("a divisor of num_attention_heads, {1}", config.heads));
    }
    const bool divides = known.head_dim == 0 && !(known.head_dim_is_a_key && fields.has("head_dim"));
    if (divides && !fields.error() && config.hidden_size % config.heads != 0)
        fields.refuse("hidden_size", words("a multiple of num_attention_heads, {1}", config.heads));
    const std::int64_t share = known.head_dim > 0 ? known.head_dim : config.hidden_size / std::max(config.heads, 1);
    config.geometry.head_dim = static_cast<int>(fields.whole("head_dim", 2, most_width, share));
    if (!fields.error() && !known.head_dim_is_a_key && config.geometry.head_dim != share)
        fields.refuse("head_dim", words("{1}, hidden_size / num_attention_heads", share));
}

/// Where the layers' attention sees a window only.
void read_windows(Fields& fields, const Architecture& known, ModelConfig& config)
{
    const bool optional = known.window_keys == WindowKeys::use_sliding_window;
    if (known.window_keys == WindowKeys::none || (optional && !fields.flag("use_sliding_window", false)))
        return;
    std::int64_t window = 0;
    if (fields.has("sliding_window"))
        window = fields.whole("sliding_window", 1, most_tokens);
    else if (!fields.present("sliding_window") && known.window) {
        window = *known.window;
        config.warnings.push_back(
            words("The config does not say sliding_window; {1} is taken, as in transformers.", window));
    }
    if (window == 0 || fields.error())
        return;
    std::vector<std::int64_t> windows(static_cast<std::size_t>(config.layers), window);
    if (optional && fields.has("layer_types")) {
        const json* types = fields.list("layer_types");
        if (!types || types->size() != windows.size()) {
            fields.refuse("layer_types", words("a list of num_hidden_layers, {1}", config.layers));
            return;
        }
        for (std::size_t i = 0; i < windows.size(); ++i) {
            const json& type = (*types)[i];
            if (type != "full_attention" && type != "sliding_attention") {
                fields.refuse("layer_types", words("full_attention or sliding_attention for every layer"));
                return;
            }
            windows[i] = type == "sliding_attention" ? window : 0;
        }
    } else if (optional) {
        const std::int64_t first = fields.whole("max_window_layers", 0, most_layers, 28);
        std::fill_n(windows.begin(), std::min<std::int64_t>(first, config.layers), 0);
    }
    if (std::any_of(windows.begin(), windows.end(), [](std::int64_t one) { return one > 0; }))
        config.form.windows = std::move(windows);
}

/// Biases, activation and windows. What the decoder has no form for is refused rather than computed wrongly.
void read_form(Fields& fields, const Architecture& known, ModelConfig& config)
{
    DecoderForm& form = config.form = known.form;
    const std::string activation = fields.text("hidden_act", form.gated ? "silu" : "gelu");
    if (activation == "silu" || activation == "swish")
        form.activation = Activation::silu;
    else if (activation == "gelu")
        form.activation = Activation::gelu;
    else if (activation == "gelu_new" || activation == "gelu_fast" || activation == "gelu_pytorch_tanh")
        form.activation = Activation::gelu_tanh;
    else
        fields.refuse("hidden_act", words("silu, gelu, gelu_new, gelu_fast or gelu_pytorch_tanh"));
    if (known.attention_bias_key) {
        const bool bias = fields.flag("attention_bias", form.o_bias);
        form.qkv_bias = form.o_bias = bias;
    } else if (!form.qkv_bias && fields.flag("attention_bias", false)) {
        fields.refuse("attention_bias", words("false ({1} has no such biases)", known.name));
    }
    if (known.mlp_bias_key)
        form.mlp_bias = fields.flag("mlp_bias", false);
    else if (!form.mlp_bias && fields.flag("mlp_bias", false))
        fields.refuse("mlp_bias", words("false ({1} has no such biases)", known.name));
    if (known.name == "GPTNeoXForCausalLM")
        form.parallel = fields.flag("use_parallel_residual", true);
    if (fields.has("quantization_config"))
        fields.refuse("quantization_config", words("weights in bfloat16, float16 or float32"));
    read_windows(fields, known, config);
}

/// The ids of a key; a null is none, a missing key what transformers takes.
std::vector<std::int64_t> tokens_or(
    Fields& fields, const char* key, std::optional<std::int64_t> fallback, std::int64_t vocabulary)
{
    auto said = read_tokens(fields, key, vocabulary);
    if (!said)
        said.emplace(fallback && *fallback < vocabulary ? 1 : 0, fallback.value_or(0));
    return std::move(*said);
}

/// The first token is the first of its list. Generation ends at whatever config.json or generation_config.json names;
/// what transformers takes for a missing key is taken where both are silent. folder: empty = the config stands alone.
void read_first_and_last(
    Fields& fields, const Architecture& known, const std::filesystem::path& folder, ModelConfig& config)
{
    const auto first = tokens_or(fields, "bos_token_id", known.bos, config.vocab_size);
    if (!first.empty())
        config.bos_token = first.front();
    const GenerationEnds generation
        = folder.empty() ? GenerationEnds{} : read_generation_ends(folder, config.vocab_size);
    if (generation.error)
        config.warnings.push_back(words("{1}. Its end tokens are left out; those of config.json end a generation.",
            generation.error->sentence()));
    config.eos_tokens = tokens_or(
        fields, "eos_token_id", generation.tokens ? std::nullopt : known.eos, config.vocab_size);
    for (const std::int64_t token : generation.tokens.value_or(std::vector<std::int64_t>{}))
        if (std::find(config.eos_tokens.begin(), config.eos_tokens.end(), token) == config.eos_tokens.end())
            config.eos_tokens.push_back(token);
}

/// folder: where a generation_config.json may be; empty = nowhere.
Result<ModelConfig> parse(std::string_view text, const std::string& file, const std::filesystem::path& folder)
{
    const Result<json> root = parse_json(text, file);
    if (!root)
        return tl::unexpected(root.error());
    Fields fields(*root, {});
    ModelConfig config;
    const Architecture* known = fields.error() ? nullptr : read_architecture(fields, config);
    if (known)
        read_shape(fields, *known, config);
    if (known && !fields.error())
        read_form(fields, *known, config);
    if (known && !fields.error()) {
        read_first_and_last(fields, *known, folder, config);
        config.dtype = fields.text(fields.has("dtype") ? "dtype" : "torch_dtype", "");
        read_rope(fields, *known, config);
    }
    if (fields.error())
        return fields.failure_in(file);
    if (!known->turns_a_share && config.geometry.rotary_dim < config.geometry.head_dim)
        config.warnings.push_back(words("Only {1} of {2} components of a head turn; transformers turns all of them "
                                        "in {3}.",
            config.geometry.rotary_dim, config.geometry.head_dim, config.architecture));
    return config;
}

} // namespace

Result<ModelConfig> parse_model_config(std::string_view text, const std::string& file)
{
    return parse(text, file, {});
}

Result<ModelConfig> read_model_config(const std::filesystem::path& path)
{
    std::error_code code;
    std::filesystem::path file = path;
    if (std::filesystem::is_directory(path, code)) {
        file = path / "config.json";
        if (!std::filesystem::exists(file, code))
            return failure(words("expected a model folder with a config.json, found none"), path.string());
    }
    const Result<std::string> text = read_text(file);
    if (!text)
        return tl::unexpected(text.error());
    const std::filesystem::path folder = file.parent_path();
    return parse(*text, file.string(), folder.empty() ? std::filesystem::path(".") : folder);
}

Status apply(const ConfigChanges& changes, ModelConfig& config)
{
    const auto within = [](std::int64_t value, std::int64_t least) { return value >= least && value <= most_tokens; };
    if (changes.original_length) {
        if (!within(*changes.original_length, 1))
            return failure(words("expected 1 to {1} tokens, found {2}", most_tokens, *changes.original_length), {},
                words("the original length"));
        config.geometry.original_length = *changes.original_length;
    }
    if (changes.sliding_window) {
        if (!within(*changes.sliding_window, 0))
            return failure(words("expected 0 (off) to {1} tokens, found {2}", most_tokens, *changes.sliding_window), {},
                words("the sliding window"));
        std::vector<std::int64_t>& windows = config.form.windows;
        if (*changes.sliding_window == 0)
            windows.clear();
        else if (windows.empty())
            windows.assign(static_cast<std::size_t>(config.layers), *changes.sliding_window);
        for (std::int64_t& window : windows)
            window = window > 0 ? *changes.sliding_window : 0;
    }
    return {};
}

Words window_note(const ModelConfig& config)
{
    const std::vector<std::int64_t>& windows = config.form.windows;
    const auto seen = std::count_if(windows.begin(), windows.end(), [](std::int64_t one) { return one > 0; });
    if (seen == 0)
        return {};
    const std::int64_t reach = *std::max_element(windows.begin(), windows.end());
    if (seen == config.layers)
        return words(
            "Every layer sees only the last {1} tokens (a sliding window): no distance beyond it is ever turned "
            "there, so extending past it changes nothing that a longer window would not. Turn the window off to "
            "extend attention itself.",
            reach);
    const Words layers = seen == 1 ? words("1 of {1} layers sees", config.layers)
                                   : words("{1} of {2} layers see", seen, config.layers);
    return words(
        "{1} only the last {2} tokens (a sliding window): no distance beyond it is ever turned there, so extending "
        "past it changes the other layers only. Turn the window off to extend attention itself.",
        layers, reach);
}

} // namespace ropewalk::formats
