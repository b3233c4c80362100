// SPDX-License-Identifier: Apache-2.0
#include "core/formats/sources/config_factors.h"

#include "core/formats/json_fields.h"
#include "core/formats/model_config.h"
#include "core/formats/rope/rope_config.h"
#include "core/rope/set_words.h"

namespace ropewalk::formats {
namespace {

using nlohmann::json;

constexpr std::int64_t most_tokens = std::int64_t{ 1 } << 40;

const json* block_of(const json& root)
{
    for (const char* key : { "rope_scaling", "rope_parameters" })
        if (const auto it = root.find(key); it != root.end() && it->is_object() && !it->empty())
            return &*it;
    return nullptr;
}

/// The components that turn, as the lists of a longrope block say.
Result<int> components(const json& block, const std::string& file)
{
    const auto list = block.find("long_factor");
    if (list == block.end() || !list->is_array() || list->empty() || list->size() > (1u << 19))
        return failure(words("expected the model of this scaling, which does not say how many pairs it is for; "
                             "name the model, found none"),
            file);
    return 2 * static_cast<int>(list->size());
}

/// The parts of a config that a patch says, the rest the model's.
Result<ModelConfig> parse_patch(
    const json& root, const std::string& file, const std::optional<rope::Geometry>& geometry)
{
    ModelConfig config;
    Fields fields(root, {});
    json patch = root;
    if (geometry) {
        config.geometry = *geometry;
        config.max_positions = geometry->original_length;
        if (!fields.has("rope_theta") && !Fields(*block_of(root), {}).has("rope_theta"))
            patch["rope_theta"] = geometry->theta;
        if (!fields.has("original_max_position_embeddings")
            && !Fields(*block_of(root), {}).has("original_max_position_embeddings"))
            patch["original_max_position_embeddings"] = geometry->original_length;
    } else {
        const auto turning = components(*block_of(root), file);
        if (!turning)
            return tl::unexpected(turning.error());
        config.geometry.head_dim = *turning;
        config.max_positions = 4096;
    }
    // The share of a head is known from the geometry; the patch's own would be taken a second time.
    patch.erase("partial_rotary_factor");
    for (const char* key : { "rope_scaling", "rope_parameters" })
        if (patch.contains(key) && patch[key].is_object())
            patch[key].erase("partial_rotary_factor");
    const int head_dim = config.geometry.head_dim;
    if (geometry)
        config.geometry.head_dim = geometry->rotary_dim;
    Fields of_patch(patch, {});
    config.max_positions = of_patch.whole("max_position_embeddings", 1, most_tokens, config.max_positions);
    const Architecture any{ .name = "a patch", .form = {} };
    if (!of_patch.error())
        read_rope(of_patch, any, config);
    if (of_patch.error())
        return of_patch.failure_in(file);
    config.geometry.head_dim = head_dim;
    return config;
}

} // namespace

bool is_config(const json& root)
{
    return root.is_object() && !root.contains("ropewalk")
        && (root.contains("architectures") || root.contains("model_type") || block_of(root));
}

Result<FactorFile> parse_config_factors(const json& root, std::string_view text, const std::string& file,
    const std::optional<rope::Geometry>& geometry)
{
    const bool patch = !root.contains("architectures") && !root.contains("model_type");
    const auto config = patch ? parse_patch(root, file, geometry) : parse_model_config(text, file);
    if (!config)
        return tl::unexpected(config.error());
    FactorFile out;
    out.geometry = config->geometry;
    out.sets = config->shipped;
    out.warnings = config->warnings;
    if (out.sets.empty()) {
        rope::FactorSet plain;
        rope::name_by_default(plain, words("as shipped"));
        plain.origin = "config.json";
        plain.lambda.assign(static_cast<std::size_t>(out.geometry.pairs()), 1.0);
        out.sets.push_back(std::move(plain));
        out.warnings.push_back(words("The config has no scaling: its factors are all 1."));
    } else {
        out.target_length = config->max_positions;
    }
    if (const Status fits = check_geometry(out, geometry, file, at_key("rope_scaling")); !fits)
        return tl::unexpected(fits.error());
    return out;
}

} // namespace ropewalk::formats
