// SPDX-License-Identifier: Apache-2.0
#include "core/rope/methods.h"

#include "core/rope/set_words.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace ropewalk::rope {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> names{ { { Method::none, "none" },
    { Method::pi, "PI" }, { Method::ntk, "NTK" }, { Method::dynamic_ntk, "dynamic NTK" },
    { Method::yarn, "YaRN" }, { Method::llama3, "Llama 3" }, { Method::longrope2, "LongRoPE2" } } };

/// Letters and digits only, lower case: "Dynamic-NTK" and "dynamic_ntk" are one name.
std::string plain(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c >= 'A' && c <= 'Z')
            out += static_cast<char>(c - 'A' + 'a');
        else if (c != ' ' && c != '-' && c != '_')
            out += c;
    }
    return out;
}

/// The pair that turns `rotations` times in L: d·ln(L/(2πr))/(2 ln b) (YaRN, arXiv 2309.00071).
double pair_of_rotations(const Geometry& geometry, double rotations)
{
    return geometry.rotary_dim
        * std::log(static_cast<double>(geometry.original_length) / (rotations * 2.0 * std::numbers::pi))
        / (2.0 * std::log(geometry.theta));
}

} // namespace

std::string_view name(Method method)
{
    for (const auto& [value, text] : names)
        if (value == method)
            return text;
    return {};
}

std::optional<Method> method_from_name(std::string_view name)
{
    for (const auto& [value, text] : names)
        if (plain(text) == plain(name))
            return value;
    return std::nullopt;
}

std::vector<double> none_lambda(const Geometry& geometry)
{
    return std::vector<double>(geometry.pairs(), 1.0);
}

std::vector<double> pi_lambda(const Geometry& geometry, double scale)
{
    return std::vector<double>(geometry.pairs(), scale);
}

std::vector<double> ntk_lambda(const Geometry& geometry, double scale)
{
    std::vector<double> out(geometry.pairs(), 1.0);
    for (int i = 1; i < geometry.pairs(); ++i)
        out[i] = std::pow(scale, 2.0 * i / (geometry.rotary_dim - 2));
    return out;
}

std::vector<double> dynamic_ntk_lambda(const Geometry& geometry, double factor, std::int64_t length)
{
    if (length <= geometry.original_length)
        return none_lambda(geometry);
    const double ratio = static_cast<double>(length) / static_cast<double>(geometry.original_length);
    return ntk_lambda(geometry, factor * ratio - (factor - 1.0));
}

std::vector<double> yarn_lambda(const Geometry& geometry, double scale, const YarnOptions& options)
{
    double low = pair_of_rotations(geometry, options.beta_fast);
    double high = pair_of_rotations(geometry, options.beta_slow);
    if (options.truncate) {
        low = std::floor(low);
        high = std::ceil(high);
    }
    low = std::max(low, 0.0);
    high = std::min(high, geometry.rotary_dim - 1.0);
    if (low == high)
        high += 0.001;
    std::vector<double> out(geometry.pairs());
    for (int i = 0; i < geometry.pairs(); ++i) {
        const double kept = 1.0 - std::clamp((i - low) / (high - low), 0.0, 1.0);
        out[i] = 1.0 / (kept + (1.0 - kept) / scale);
    }
    return out;
}

std::vector<double> llama3_lambda(const Geometry& geometry, double scale, const Llama3Options& options)
{
    const double length = static_cast<double>(geometry.original_length);
    std::vector<double> out(geometry.pairs());
    for (int i = 0; i < geometry.pairs(); ++i) {
        const double turns = length / wavelength(geometry, i);
        if (turns >= options.high_freq_factor) {
            out[i] = 1.0;
        } else if (turns <= options.low_freq_factor) {
            out[i] = scale;
        } else {
            const double k
                = (turns - options.low_freq_factor) / (options.high_freq_factor - options.low_freq_factor);
            out[i] = 1.0 / ((1.0 - k) / scale + k);
        }
    }
    return out;
}

std::vector<double> longrope_dynamic_lambda(
    const Geometry& geometry, const std::vector<double>& lambda, double scale, std::int64_t length)
{
    if (scale <= 1.0)
        return lambda;
    const double ratio = static_cast<double>(length) / static_cast<double>(geometry.original_length);
    const double share = std::max(0.0, (ratio - 1.0) / (scale - 1.0));
    std::vector<double> out(lambda.size());
    std::transform(lambda.begin(), lambda.end(), out.begin(),
        [share](double value) { return 1.0 + (value - 1.0) * share; });
    return out;
}

std::vector<double> longrope2_lambda(const std::vector<double>& lambda, int real_critical_pair)
{
    std::vector<double> out = lambda;
    const int r = std::min(real_critical_pair, static_cast<int>(lambda.size()) - 1);
    for (int i = 0; i < r; ++i)
        out[i] = std::pow(lambda[r], static_cast<double>(i) / r);
    return out;
}

double yarn_attention_factor(double scale)
{
    return scale <= 1.0 ? 1.0 : 0.1 * std::log(scale) + 1.0;
}

double longrope_attention_factor(const Geometry& geometry, double scale)
{
    if (scale <= 1.0 || geometry.original_length <= 1)
        return 1.0;
    return std::sqrt(1.0 + std::log(scale) / std::log(static_cast<double>(geometry.original_length)));
}

double scale_for(const Geometry& geometry, std::int64_t target)
{
    return std::max(1.0, static_cast<double>(target) / static_cast<double>(geometry.original_length));
}

std::vector<double> method_lambda(Method method, const Geometry& geometry, double scale)
{
    switch (method) {
    case Method::none:
        break;
    case Method::pi:
        return pi_lambda(geometry, scale);
    case Method::ntk:
        return ntk_lambda(geometry, scale);
    case Method::dynamic_ntk:
        return ntk_lambda(geometry, scale * scale - (scale - 1.0));
    case Method::yarn:
        return yarn_lambda(geometry, scale);
    case Method::llama3:
        return llama3_lambda(geometry, scale);
    case Method::longrope2:
        return longrope2_lambda(pi_lambda(geometry, scale), critical_pair(geometry));
    }
    return none_lambda(geometry);
}

Words method_note(Method method, const Geometry& geometry, std::int64_t target)
{
    if (method != Method::dynamic_ntk)
        return {};
    const double scale = scale_for(geometry, target);
    return words("Dynamic NTK changes with the length of the prompt. This is the curve of transformers' dynamic NTK "
                 "with the factor {1} at a prompt of {2} tokens: NTK at {1}·{1} − {1} + 1 = {3}. With the factor 1 it "
                 "would be NTK at {1}.",
        scale, target, scale * scale - (scale - 1.0));
}

FactorSet make_set(Method method, const Geometry& geometry, std::int64_t target)
{
    const double scale = scale_for(geometry, target);
    FactorSet set;
    name_by_default(set, as_is(std::string(name(method))));
    set.origin = set.name + " at " + std::to_string(target);
    set.lambda = method_lambda(method, geometry, scale);
    if (method == Method::none) {
        set.origin = "plain RoPE";
        return set;
    }
    if (method == Method::yarn)
        set.attention_factor = yarn_attention_factor(scale);
    if (method == Method::longrope2)
        set.attention_factor = longrope_attention_factor(geometry, scale);
    set.to_length = std::max<std::int64_t>(target, 0);
    return set;
}

} // namespace ropewalk::rope
