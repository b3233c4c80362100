// SPDX-License-Identifier: Apache-2.0
#include "core/project/unknown_keys.h"

#include "core/formats/factor_file.h"

#include <algorithm>
#include <array>

namespace ropewalk::project {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::array<std::string_view, 13> top_keys{ "ropewalk", "version", "model", "geometry",
    "target_length", "documents", "documents_field", "active_set", "compared_sets", "sets", "results", "searches", "journals" };
constexpr std::array<std::string_view, 3> model_keys{ "path", "fingerprint", "options" };

void add(ordered_json& object, const json& keys)
{
    for (const auto& [key, value] : keys.items())
        if (!object.contains(key))
            object[key] = value;
}

} // namespace

json other_keys(const json& object, std::span<const std::string_view> known)
{
    json out = json::object();
    for (const auto& [key, value] : object.items())
        if (std::find(known.begin(), known.end(), key) == known.end())
            out[key] = value;
    return out;
}

json unknown_keys(const json& file)
{
    json out = json::object();
    if (!file.is_object())
        return out;
    if (json top = other_keys(file, top_keys); !top.empty())
        out["top"] = std::move(top);
    if (const auto model = file.find("model"); model != file.end() && model->is_object())
        if (json keys = other_keys(*model, model_keys); !keys.empty())
            out["model"] = std::move(keys);
    if (const auto sets = file.find("sets"); sets != file.end() && sets->is_array())
        for (const json& set : *sets) {
            if (!set.is_object() || !set.contains("id") || !set["id"].is_string())
                continue;
            if (json keys = other_keys(set, formats::factor_set_keys); !keys.empty())
                out["sets"][set["id"].get<std::string>()] = std::move(keys);
        }
    return out;
}

void add_unknown_keys(ordered_json& file, const json& unknown)
{
    if (!unknown.is_object())
        return;
    add(file, unknown.value("top", json::object()));
    add(file["model"], unknown.value("model", json::object()));
    const json sets = unknown.value("sets", json::object());
    for (ordered_json& set : file["sets"])
        if (const auto keys = sets.find(set.value("id", std::string())); keys != sets.end())
            add(set, *keys);
}

} // namespace ropewalk::project
