// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string_view>

namespace ropewalk::project {

/// The keys of an object that are not among known, with their values.
nlohmann::json other_keys(const nlohmann::json& object, std::span<const std::string_view> known);

/// What a project file holds that this Ropewalk does not know: keys at the top, under "model", and of each
/// set by its id under "sets". An empty object when everything is known.
nlohmann::json unknown_keys(const nlohmann::json& file);

/// Puts them into a file that is written, after the keys that are known; those of sets that are gone are left
/// out.
void add_unknown_keys(nlohmann::ordered_json& file, const nlohmann::json& unknown);

} // namespace ropewalk::project
