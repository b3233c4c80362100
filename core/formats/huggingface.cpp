// SPDX-License-Identifier: Apache-2.0
#include "core/formats/huggingface.h"

#include "core/excerpt.h"
#include "core/formats/architectures.h"
#include "core/formats/model_config.h"
#include "core/rope/methods.h"

#include <nlohmann/json.hpp>

namespace ropewalk::formats {
namespace {

using nlohmann::ordered_json;
using rope::FactorSet;
using rope::Geometry;

Words called(const FactorSet& set)
{
    return set.name.empty() ? words("set without a name") : words("set \"{1}\"", excerpt(set.name));
}

Status check_set(const FactorSet& set, const Geometry& geometry, const Words& nothing)
{
    if (const Status valid = rope::validate(set, geometry); !valid)
        return failure(valid.error().message, {}, words("{1}, {2}", called(set), valid.error().place));
    if (set.n_hat > 0)
        return failure(
            words("n̂ is {1}, and {2} can express an n̂ above 0: the model would turn the first tokens "
                  "in another way than they were scored. Export the Python module, which applies n̂ in transformers; "
                  "or set n̂ to 0, score the set again, then export it",
                set.n_hat, nothing),
            {}, called(set));
    return {};
}

Status check(const ModelConfig& model, const std::string& file, const HuggingFaceScaling& scaling)
{
    if (model.geometry.pairs() != scaling.geometry.pairs() || model.geometry.theta != scaling.geometry.theta)
        return failure(
            words("expected the model of these factors, {1} pairs of theta {2}, found {3} pairs of "
                  "theta {4}",
                scaling.geometry.pairs(), scaling.geometry.theta, model.geometry.pairs(), model.geometry.theta),
            file);
    return check_scaling(scaling, "transformers", words("no runtime's config.json"));
}

ordered_json scaling_block(const HuggingFaceScaling& scaling)
{
    const FactorSet& high = scaling.long_set;
    const FactorSet& low = scaling.short_set ? *scaling.short_set : high;
    return { { "rope_type", "longrope" },
        { "factor", rope::scale_for(scaling.geometry, scaling.target_length) },
        { "original_max_position_embeddings", scaling.geometry.original_length },
        { "attention_factor", high.attention_factor }, { "short_mscale", low.attention_factor },
        { "long_mscale", high.attention_factor }, { "short_factor", low.lambda },
        { "long_factor", high.lambda } };
}

/// The keys that the export sets, in the order in which the file gets them.
ordered_json changes(const ModelConfig& model, const HuggingFaceScaling& scaling)
{
    ordered_json block = scaling_block(scaling);
    ordered_json out = { { "max_position_embeddings", scaling.target_length },
        { "original_max_position_embeddings", scaling.geometry.original_length },
        { "rope_theta", scaling.geometry.theta }, // transformers 5 looks here too when it reads rope_scaling
        { "rope_scaling", block } };
    block["rope_theta"] = scaling.geometry.theta;
    const Architecture* known = find_architecture(model.architecture);
    if (known && known->theta_key != "rope_theta") // a name of its own, which transformers reads first
        out[std::string(known->theta_key)] = scaling.geometry.theta;
    if (known && known->share_key != "partial_rotary_factor")
        out[std::string(known->share_key)] = model.rotary_share;
    if (model.rotary_share != 1.0) {
        out["partial_rotary_factor"] = model.rotary_share;
        block["partial_rotary_factor"] = model.rotary_share;
    }
    out["rope_parameters"] = std::move(block);
    return out;
}

std::string dumped(const ordered_json& value, int indent)
{
    return value.dump(indent, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

struct Checked
{
    ordered_json config;
    ordered_json changes;
};

Result<Checked> checked(std::string_view config, const std::string& file, const HuggingFaceScaling& scaling)
{
    const Result<ModelConfig> model = parse_model_config(config, file);
    if (!model)
        return tl::unexpected(model.error());
    if (const Status ok = check(*model, file, scaling); !ok)
        return tl::unexpected(ok.error());
    Checked out{ ordered_json::parse(config.begin(), config.end(), nullptr, false), changes(*model, scaling) };
    if (!out.config.is_object()) // parse_model_config took it, so this cannot be
        return failure(words("expected an object"), file);
    return out;
}

} // namespace

Status check_scaling(const HuggingFaceScaling& scaling, const std::string& runtime, const Words& nothing)
{
    if (const Status valid = check_set(scaling.long_set, scaling.geometry, nothing); !valid)
        return valid;
    if (scaling.target_length < scaling.geometry.original_length)
        return failure(words("expected a target of at least the original length, {1} tokens, found {2}",
                           scaling.geometry.original_length, scaling.target_length),
            {}, words("target length"));
    if (!scaling.short_set)
        return {};
    if (const Status valid = check_set(*scaling.short_set, scaling.geometry, nothing); !valid)
        return valid;
    if (scaling.short_set->attention_factor != scaling.long_set.attention_factor)
        return failure(words("expected the attention factor of the long {1}, {2}, found {3}: {4} has one for both "
                             "lists. Search the short set with the long one's",
                           called(scaling.long_set), scaling.long_set.attention_factor,
                           scaling.short_set->attention_factor, runtime),
            {}, words("short {1}", called(*scaling.short_set)));
    return {};
}

Result<std::string> export_huggingface_config(
    std::string_view config, const std::string& file, const HuggingFaceScaling& scaling)
{
    Result<Checked> both = checked(config, file, scaling);
    if (!both)
        return tl::unexpected(both.error());
    for (const auto& [key, value] : both->changes.items())
        both->config[key] = value;
    return dumped(both->config, 2);
}

Result<std::string> export_config_patch(
    std::string_view config, const std::string& file, const HuggingFaceScaling& scaling)
{
    Result<Checked> both = checked(config, file, scaling);
    if (!both)
        return tl::unexpected(both.error());
    for (const char* name : { "rope_scaling", "rope_parameters" }) { // an object is merged, not replaced
        const auto old = both->config.find(name);
        if (old == both->config.end() || !old->is_object())
            continue;
        for (const auto& [key, value] : old->items())
            if (!both->changes[name].contains(key))
                both->changes[name][key] = nullptr;
    }
    return dumped(both->changes, 2);
}

Result<std::string> export_vllm_overrides(
    std::string_view config, const std::string& file, const HuggingFaceScaling& scaling)
{
    const Result<Checked> both = checked(config, file, scaling);
    if (!both)
        return tl::unexpected(both.error());
    return dumped(both->changes, -1);
}

} // namespace ropewalk::formats
