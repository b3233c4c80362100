// SPDX-License-Identifier: Apache-2.0
#include "core/formats/gguf/factors.h"

#include "core/excerpt.h"
#include "core/rope/methods.h"
#include "core/rope/set_words.h"
#include "core/rope/shown.h"

#include <cmath>

namespace ropewalk::formats::gguf {
namespace {

constexpr std::int64_t most_tokens = std::int64_t{ 1 } << 40;

/// The keys of one architecture. The first that has a wrong value is kept.
class Keys
{
public:
    Keys(const Header& header, std::string file)
        : m_header(header)
        , m_file(std::move(file))
    {
    }
    bool has(std::string_view name) const { return m_header.find(arch_key(m_header, name)) != nullptr; }
    std::int64_t whole(std::string_view name, std::int64_t least, std::int64_t most, std::int64_t fallback)
    {
        const Key* key = m_header.find(arch_key(m_header, name));
        if (!key)
            return fallback;
        if (const auto* value = std::get_if<std::int64_t>(&key->value); value && *value >= least && *value <= most)
            return *value;
        refuse(*key, words("a whole number from {1} to {2}", least, most));
        return fallback;
    }
    double real(std::string_view name, double least, double most, double fallback)
    {
        const Key* key = m_header.find(arch_key(m_header, name));
        if (!key)
            return fallback;
        if (const auto* value = std::get_if<double>(&key->value); value && *value >= least && *value <= most)
            return *value;
        refuse(*key, words("a number from {1} to {2}", least, most));
        return fallback;
    }
    std::string text(std::string_view name, const std::string& fallback) const
    {
        const Key* key = m_header.find(arch_key(m_header, name));
        const auto* value = key ? std::get_if<std::string>(&key->value) : nullptr;
        return value ? *value : fallback;
    }
    const std::optional<Error>& error() const { return m_error; }

private:
    void refuse(const Key& key, const Words& expected)
    {
        Words found = words("another type");
        if (const auto* whole = std::get_if<std::int64_t>(&key.value))
            found = as_is(std::to_string(*whole));
        else if (const auto* real = std::get_if<double>(&key.value))
            found = as_is(rope::shown(*real));
        if (!m_error)
            m_error = Error{ words("expected {1}, found {2}", expected, found), m_file, at_key(excerpt(key.name)),
                false };
    }

    const Header& m_header;
    std::string m_file;
    std::optional<Error> m_error;
};

rope::FactorSet named(const Words& name, const std::string& origin, std::vector<double> lambda, double attention)
{
    rope::FactorSet set;
    rope::name_by_default(set, name);
    set.origin = "GGUF, " + origin;
    set.lambda = std::move(lambda);
    set.attention_factor = attention;
    return set;
}

/// λ of a factor tensor, times the linear factor that llama.cpp applies besides.
Result<std::vector<double>> factors_in(const std::filesystem::path& path, const Header& header, const char* name,
    int pairs, double times)
{
    const auto values
        = read_floats(path, header, *header.find_tensor(name), static_cast<std::uint64_t>(pairs));
    if (!values)
        return tl::unexpected(values.error());
    std::vector<double> out;
    for (std::size_t i = 0; i < values->size(); ++i) {
        const double value = static_cast<double>((*values)[i]);
        if (!(value > 0.0) || !std::isfinite(value))
            return failure(words("expected a finite factor above 0, found {1}", value), path.string(),
                at_tensor(std::string(name) + "[" + std::to_string(i) + "]"));
        out.push_back(value * times);
    }
    return out;
}

/// The scaling that the keys alone ask for.
void add_by_keys(Keys& keys, FactorFile& out, const std::string& type, double factor, double attention)
{
    const rope::Geometry& geometry = out.geometry;
    if (type == "yarn" && factor > 1.0) {
        rope::YarnOptions options;
        options.beta_fast = keys.real("rope.scaling.yarn_beta_fast", 1e-6, 1e6, options.beta_fast);
        options.beta_slow = keys.real("rope.scaling.yarn_beta_slow", 1e-6, 1e6, options.beta_slow);
        out.sets.push_back(named(words("as shipped"), "yarn", rope::yarn_lambda(geometry, factor, options),
            attention * rope::yarn_attention_factor(factor)));
        return;
    }
    const double applied = type == "none" ? 1.0 : factor;
    out.sets.push_back(named(words("as shipped"), applied == 1.0 ? "no scaling" : "linear",
        std::vector<double>(static_cast<std::size_t>(geometry.pairs()), applied), attention));
    if (applied == 1.0)
        out.warnings.push_back(words("The model has no scaling: its factors are all 1."));
}

Status add_sets(const std::filesystem::path& path, const Header& header, Keys& keys, FactorFile& out)
{
    const std::string type = keys.text("rope.scaling.type", "linear"); // llama.cpp's own default
    double factor = keys.real("rope.scaling.factor", 0.0, 1e6, keys.real("rope.scale_linear", 0.0, 1e6, 0.0));
    factor = factor > 0.0 ? factor : 1.0;
    const double attention = keys.real("rope.scaling.attn_factor", 1e-6, 1e6, 1.0);
    const double times = type == "none" ? 1.0 : factor;
    const int pairs = out.geometry.pairs();
    const bool both = header.find_tensor(long_tensor) && header.find_tensor(short_tensor);
    if (!both && !header.find_tensor(long_tensor) && !header.find_tensor(freqs_tensor)) {
        add_by_keys(keys, out, type, factor, attention);
        return {};
    }
    if (times != 1.0)
        out.warnings.push_back(words("The model has factors and a linear scaling of {1}; llama.cpp applies both, "
                                     "so the sets are their product.",
            times));
    if (header.find_tensor(freqs_tensor)) { // llama.cpp takes these first
        auto lambda = factors_in(path, header, freqs_tensor, pairs, times);
        if (!lambda)
            return tl::unexpected(lambda.error());
        out.sets.push_back(named(words("as shipped"), "rope_freqs", std::move(*lambda), attention));
        return {};
    }
    for (const auto& [name, tensor] : { std::pair(words("as shipped, short"), short_tensor),
             std::pair(both ? words("as shipped, long") : words("as shipped"), long_tensor) }) {
        if (!header.find_tensor(tensor))
            continue;
        auto lambda = factors_in(path, header, tensor, pairs, times);
        if (!lambda)
            return tl::unexpected(lambda.error());
        out.sets.push_back(named(name, "longrope", std::move(*lambda), attention));
    }
    if (both)
        out.sets[0].to_length = out.sets[1].from_length = out.geometry.original_length;
    return {};
}

bool same_floats(const rope::FactorSet& own, const rope::FactorSet& read)
{
    bool same = own.lambda.size() == read.lambda.size()
        && static_cast<float>(own.attention_factor) == static_cast<float>(read.attention_factor);
    for (std::size_t i = 0; same && i < own.lambda.size(); ++i)
        same = static_cast<double>(static_cast<float>(own.lambda[i])) == read.lambda[i];
    return same;
}

/// Our own key, where the model still has what it says.
void take_own(const Header& header, FactorFile& out, const std::string& file)
{
    const Key* key = header.find(own_key);
    const auto* text = key ? std::get_if<std::string>(&key->value) : nullptr;
    if (!text)
        return;
    auto own = parse_factor_file(*text, file, std::nullopt);
    const auto same = [&] {
        if (!own || own->geometry.pairs() != out.geometry.pairs() || out.sets.size() != 2)
            return false;
        // One set serves both lists where there was no short one.
        return same_floats(own->sets.front(), out.sets[0]) && same_floats(own->sets.back(), out.sets[1]);
    };
    if (!same()) {
        out.warnings.push_back(words("The model's key {1} does not fit its tensors; the tensors are taken.", own_key));
        return;
    }
    for (Words& warning : out.warnings)
        own->warnings.push_back(std::move(warning));
    out = std::move(*own);
}

} // namespace

std::string architecture(const Header& header)
{
    const Key* key = header.find("general.architecture");
    const auto* value = key ? std::get_if<std::string>(&key->value) : nullptr;
    return value ? *value : std::string();
}

std::string arch_key(const Header& header, std::string_view name)
{
    return architecture(header) + "." + std::string(name);
}

Result<rope::Geometry> geometry_of(const Header& header, const std::string& file)
{
    if (architecture(header).empty())
        return failure(words("expected the architecture's name, found none"), file, at_key("general.architecture"));
    Keys keys(header, file);
    rope::Geometry geometry;
    const std::int64_t width = keys.whole("embedding_length", 1, 1 << 24, 0);
    const std::int64_t heads = keys.whole("attention.head_count", 1, 1 << 16, 0);
    const std::int64_t share = width > 0 && heads > 0 ? width / heads : 0;
    geometry.head_dim = static_cast<int>(keys.whole("attention.key_length", 2, 1 << 20, share));
    geometry.rotary_dim = static_cast<int>(keys.whole("rope.dimension_count", 2, 1 << 20, geometry.head_dim));
    if (geometry.head_dim == 0)
        geometry.head_dim = geometry.rotary_dim;
    geometry.theta = keys.real("rope.freq_base", 1.0, 1e12, 10000.0);
    const std::int64_t longest = keys.whole("context_length", 1, most_tokens, 0);
    geometry.original_length = keys.whole("rope.scaling.original_context_length", 1, most_tokens, longest);
    if (keys.error())
        return tl::unexpected(*keys.error());
    if (const Status valid = rope::validate(geometry); !valid) {
        const std::string wrong = valid.error().place.text();
        return failure(valid.error().message, file,
            at_key(arch_key(header,
                wrong == "theta"                 ? "rope.freq_base"
                    : wrong == "original_length" ? "context_length"
                                                 : "rope.dimension_count")));
    }
    return geometry;
}

Result<FactorFile> read_factors(
    const std::filesystem::path& path, const std::optional<rope::Geometry>& geometry)
{
    const auto header = read_header(path);
    if (!header)
        return tl::unexpected(header.error());
    const auto own = geometry_of(*header, path.string());
    if (!own)
        return tl::unexpected(own.error());
    FactorFile out;
    out.geometry = *own;
    Keys keys(*header, path.string());
    out.target_length = keys.whole("context_length", 1, most_tokens, 0);
    if (const Status read = add_sets(path, *header, keys, out); !read)
        return tl::unexpected(read.error());
    if (keys.error())
        return tl::unexpected(*keys.error());
    take_own(*header, out, path.string());
    if (geometry && static_cast<float>(geometry->theta) == static_cast<float>(out.geometry.theta))
        out.geometry.theta = geometry->theta; // the file has 32 bits of it
    for (const rope::FactorSet& set : out.sets)
        for (const Words& warning : rope::warnings(set))
            out.warnings.push_back(words("{1}: {2}", rope::name_words(set), warning));
    if (const Status fits = check_geometry(out, geometry, path.string(), words("tensors")); !fits)
        return tl::unexpected(fits.error());
    return out;
}

} // namespace ropewalk::formats::gguf
