// SPDX-License-Identifier: Apache-2.0
#include "core/formats/rope/rope_config.h"

#include "core/excerpt.h"
#include "core/formats/rope/rope_keys.h"
#include "core/rope/methods.h"
#include "core/rope/set_words.h"
#include "core/rope/shown.h"

#include <cmath>
#include <limits>

namespace ropewalk::formats {
namespace {

using nlohmann::json;
using rope::FactorSet;
using rope::Geometry;

constexpr std::int64_t most_tokens = std::int64_t{ 1 } << 40;
constexpr double most_factor = 1e6;
constexpr double highest = std::numeric_limits<double>::max();
constexpr auto original_key = "original_max_position_embeddings";

/// One scaling block on its way to sets.
struct Block
{
    Fields fields;
    std::string type; ///< linear, dynamic, …; empty = plain RoPE
    ModelConfig& config;

    double factor() { return fields.number("factor", 1.0, most_factor); }
    /// max_position_embeddings over L, for a factor that is not given.
    double ratio() const
    {
        return static_cast<double>(config.max_positions)
            / static_cast<double>(config.geometry.original_length);
    }
    void add(FactorSet set)
    {
        for (const Words& warning : rope::warnings(set))
            config.warnings.push_back(words("{1}: {2}", rope::name_words(set), warning));
        config.shipped.push_back(std::move(set));
    }
};

FactorSet as_shipped(const Words& name, const std::string& type, std::vector<double> lambda)
{
    FactorSet set;
    rope::name_by_default(set, name);
    set.origin = "config.json, " + type;
    set.lambda = std::move(lambda);
    return set;
}

/// The longest prompt a set with this factor is meant for: what the config allows, or s·L.
std::int64_t reach(const ModelConfig& config, double factor)
{
    return std::max<std::int64_t>(
        config.max_positions, std::llround(static_cast<double>(config.geometry.original_length) * factor));
}

void read_linear(Block& block)
{
    const double factor = block.factor();
    FactorSet set = as_shipped(words("as shipped"), "linear", rope::pi_lambda(block.config.geometry, factor));
    set.to_length = reach(block.config, factor);
    block.add(std::move(set));
}

/// transformers counts from max_position_embeddings here, whatever the pretraining window was.
void read_dynamic(Block& block)
{
    const double factor = block.factor();
    Geometry geometry = block.config.geometry;
    geometry.original_length = block.config.max_positions;
    const std::int64_t length = std::llround(static_cast<double>(geometry.original_length) * factor);
    FactorSet set = as_shipped(words("as shipped"), "dynamic", rope::dynamic_ntk_lambda(geometry, factor, length));
    set.origin += " at " + std::to_string(length);
    set.from_length = geometry.original_length < length ? geometry.original_length : 0; // plain RoPE up to there
    set.to_length = length;
    block.config.warnings.push_back(
        words("Dynamic NTK changes with the length n of the prompt: its factor {1} means NTK at {1}·n/{2} − {3}, and "
              "plain RoPE up to {2} tokens. The set as shipped is its curve at {4} tokens, NTK at {5}.",
            factor, geometry.original_length, factor - 1.0, length, factor * factor - (factor - 1.0)));
    block.add(std::move(set));
}

/// 0.1·m·ln s + 1 (YaRN, arXiv 2309.00071, with the scale on the logarithm that DeepSeek's configs add).
double yarn_mscale(double factor, double mscale)
{
    return factor <= 1.0 ? 1.0 : 0.1 * mscale * std::log(factor) + 1.0;
}

void read_yarn(Block& block)
{
    Fields& fields = block.fields;
    const double factor = fields.present("factor") && !fields.has("factor")
        ? block.ratio()
        : block.factor(); // null: the ratio
    rope::YarnOptions options;
    const auto or_default = [](double value, double fallback) { return value == 0.0 ? fallback : value; };
    options.beta_fast = or_default(fields.number("beta_fast", 0.0, highest, 0.0), options.beta_fast);
    options.beta_slow = or_default(fields.number("beta_slow", 0.0, highest, 0.0), options.beta_slow);
    options.truncate = fields.flag("truncate", true);
    const double mscale = fields.number("mscale", 0.0, most_factor, 0.0);
    const double mscale_all_dim = fields.number("mscale_all_dim", 0.0, most_factor, 0.0);
    if (options.beta_fast < options.beta_slow)
        fields.refuse("beta_fast", words("at least beta_slow, {1}", options.beta_slow));
    FactorSet set
        = as_shipped(words("as shipped"), "yarn", rope::yarn_lambda(block.config.geometry, factor, options));
    set.attention_factor = fields.positive("attention_factor",
        mscale > 0.0 && mscale_all_dim > 0.0
            ? yarn_mscale(factor, mscale) / yarn_mscale(factor, mscale_all_dim)
            : yarn_mscale(factor, 1.0));
    set.to_length = reach(block.config, factor);
    block.add(std::move(set));
}

void read_llama3(Block& block)
{
    const double factor = block.factor();
    rope::Llama3Options options;
    options.low_freq_factor = block.fields.positive("low_freq_factor");
    options.high_freq_factor = block.fields.positive("high_freq_factor");
    if (!block.fields.error() && options.high_freq_factor <= options.low_freq_factor)
        block.fields.refuse("high_freq_factor", words("more than low_freq_factor, {1}", options.low_freq_factor));
    FactorSet set
        = as_shipped(words("as shipped"), "llama3", rope::llama3_lambda(block.config.geometry, factor, options));
    set.to_length = reach(block.config, factor);
    block.add(std::move(set));
}

std::vector<double> factor_list(Block& block, const char* key)
{
    std::vector<double> out = block.fields.positives(key);
    const auto pairs = static_cast<std::size_t>(block.config.geometry.pairs());
    if (!block.fields.error() && out.size() != pairs)
        block.fields.refuse(key, words("a list of {1} (half the rotary dimension)", pairs));
    return out;
}

void read_longrope(Block& block)
{
    ModelConfig& config = block.config;
    Fields& fields = block.fields;
    FactorSet low = as_shipped(words("as shipped, short"), "longrope", factor_list(block, "short_factor"));
    FactorSet high = as_shipped(words("as shipped, long"), "longrope", factor_list(block, "long_factor"));
    const double factor = fields.has("factor") ? block.factor() : block.ratio();
    if (std::abs(factor - block.ratio()) > 1e-6 * factor)
        config.warnings.push_back(words("The {1} is {2}, max_position_embeddings over the original length {3}; the "
                                        "first is taken, as in transformers 5.",
            fields.place("factor"), factor, block.ratio()));
    const double attention
        = fields.positive("attention_factor", rope::longrope_attention_factor(config.geometry, factor));
    for (const char* key : { "short_mscale", "long_mscale" })
        if (const double mscale = fields.positive(key, attention);
            std::abs(mscale - attention) > 1e-6 * attention)
            config.warnings.push_back(words("The {1} is {2}, the attention factor that transformers uses {3}; the "
                                            "second is taken. vLLM and SGLang use the first.",
                fields.place(key), mscale, attention));
    low.attention_factor = high.attention_factor = attention;
    low.to_length = high.from_length = config.geometry.original_length;
    high.to_length = config.max_positions > high.from_length ? config.max_positions : 0;
    block.add(std::move(low));
    block.add(std::move(high));
}

/// rope_scaling or rope_parameters, the first that is there and says something.
const char* block_key(const Fields& fields)
{
    for (const char* key : { "rope_scaling", "rope_parameters" })
        if (const json* value = fields.find(key); value && !(value->is_object() && value->empty()))
            return key;
    return nullptr;
}

/// A number that transformers 5 reads from the block, transformers 4 from the top: the block's, then the
/// top's.
double theta_or_share(Fields& top, Fields& block, std::string_view key, std::string_view outer_key, double least,
    double most, double fallback, std::vector<Words>& warnings)
{
    const std::string_view at_top = top.has(outer_key) ? outer_key : key;
    const double outer = top.number(at_top, least, most, fallback);
    if (!block.has(key))
        return outer;
    const double inner = block.number(key, least, most);
    if (top.has(at_top) && inner != outer)
        warnings.push_back(words("The {1} is {2}, {3} at the top {4}; the first is taken, as in transformers 5.",
            block.place(key), inner, at_top, outer));
    return inner;
}

std::string type_of(Fields& block, const Architecture& known, std::vector<Words>& warnings)
{
    const char* key = block.has("rope_type") ? "rope_type" : "type";
    std::string type = block.text(key, "default");
    if (block.has("rope_type") && block.has("type") && block.text("type") != type)
        warnings.push_back(words("The {1} is \"{2}\", {3} \"{4}\"; the first is taken.",
            block.place("rope_type"), excerpt(type),
            block.place("type"), excerpt(block.text("type"))));
    if (type == "su" || (type == "yarn" && known.yarn_is_longrope))
        type = "longrope";
    for (const char* known : { "default", "linear", "dynamic", "yarn", "llama3", "longrope" })
        if (type == known)
            return type == "default" ? std::string() : type;
    block.refuse(key, words("default, linear, dynamic, yarn, llama3, longrope or su"));
    return {};
}

/// L: what the config says at the top, in the block, or its longest input.
std::int64_t original_length(Fields& top, Block& block, const Architecture& known, ModelConfig& config)
{
    const std::int64_t outer = top.whole(original_key, 1, most_tokens, 0);
    const std::int64_t inner = block.fields.whole(original_key, 1, most_tokens, 0);
    if (outer > 0 && inner > 0 && outer != inner)
        config.warnings.push_back(words("original_max_position_embeddings is {1} at the top and {2} in the "
                                        "scaling; the first is taken, as in transformers 5.",
            outer, inner));
    if (outer == 0 && inner > 0 && known.original_length > 0 && inner != known.original_length)
        config.warnings.push_back(words("original_max_position_embeddings is {1} in the scaling and unsaid at the "
                                        "top, where transformers 5 looks for it in a {2} and takes {3} instead.",
            inner, known.name, known.original_length));
    if (outer > 0 || inner > 0)
        return outer > 0 ? outer : inner;
    if (block.type.empty())
        return config.max_positions;
    const bool own = known.original_length > 0;
    const std::int64_t taken = own ? known.original_length : config.max_positions;
    config.warnings.push_back(own
            ? words("The config does not say the original length; {1} is taken, as in transformers. Set it by hand if "
                    "the model was trained shorter.",
                  taken)
            : words("The config does not say the original length; max_position_embeddings, {1}, is taken. Set it by "
                    "hand if the model was trained shorter.",
                  taken));
    return taken;
}

} // namespace

void read_rope(Fields& fields, const Architecture& known, ModelConfig& config)
{
    static const json none = json::object();
    const char* key = block_key(fields);
    const json* value = key ? fields.object(key) : nullptr;
    Block block{ Fields(value ? *value : none, key ? key : "rope_scaling"), {}, config };
    for (const char* layer : { "full_attention", "sliding_attention" })
        if (block.fields.has(layer))
            block.fields.fail(Error{ words("expected one rotary embedding for all layers, found one a layer type"), {},
                block.fields.place(layer), false });
    if (value)
        block.type = type_of(block.fields, known, config.warnings);
    for (Words& one : unapplied_rope_keys(fields, block.fields, block.type, known))
        config.warnings.push_back(std::move(one));

    Geometry& geometry = config.geometry;
    if (!fields.has(known.theta_key) && !fields.has("rope_theta") && !block.fields.has("rope_theta"))
        config.warnings.push_back(
            words("The config does not say {1}; 10000 is taken, as in transformers.", known.theta_key));
    geometry.theta = theta_or_share(
        fields, block.fields, "rope_theta", known.theta_key, 1.0, 1e12, 10000.0, config.warnings);
    config.rotary_share = theta_or_share(fields, block.fields, "partial_rotary_factor", known.share_key, 0.0, 1.0,
        known.share, config.warnings);
    geometry.rotary_dim = static_cast<int>(geometry.head_dim * config.rotary_share);
    geometry.original_length = original_length(fields, block, known, config);

    if (!fields.error() && !block.fields.error()) {
        if (const Status valid = rope::validate(geometry); !valid) {
            std::string_view wrong = "head_dim";
            if (valid.error().place == as_is("theta"))
                wrong = fields.has(known.theta_key) ? known.theta_key : "rope_theta";
            else if (fields.has(known.share_key))
                wrong = known.share_key;
            else if (fields.has("partial_rotary_factor") || block.fields.has("partial_rotary_factor"))
                wrong = "partial_rotary_factor";
            fields.fail(Error{ words("{1}: {2}", valid.error().place, valid.error().message), {},
                block.fields.has(wrong) ? block.fields.place(wrong) : fields.place(wrong), false });
        } else if (block.type == "linear") {
            read_linear(block);
        } else if (block.type == "dynamic") {
            read_dynamic(block);
        } else if (block.type == "yarn") {
            read_yarn(block);
        } else if (block.type == "llama3") {
            read_llama3(block);
        } else if (block.type == "longrope") {
            read_longrope(block);
        }
    }
    if (block.fields.error())
        fields.fail(*block.fields.error());
}

} // namespace ropewalk::formats
