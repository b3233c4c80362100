// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/factor_set.h"

#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::formats {

/// The content of a Ropewalk factor file (.json): {"ropewalk": "factors", "version": 1, "geometry": {…},
/// "target_length": …, "sets": [{"name", "lambda": […], "n_hat", "attention_factor", …}]}.
struct FactorFile
{
    rope::Geometry geometry;
    std::int64_t target_length = 0; ///< tokens; 0 = not said
    std::vector<rope::FactorSet> sets; ///< at least one
    std::vector<Words> warnings; ///< what was odd while reading; not written
};

inline constexpr int factor_file_version = 1;

nlohmann::json to_json(const rope::FactorSet& set);
nlohmann::json to_json(const rope::Geometry& geometry);
/// The same with keys in the order in which files have them.
nlohmann::ordered_json to_ordered_json(const rope::FactorSet& set);
nlohmann::ordered_json to_ordered_json(const rope::Geometry& geometry);
/// What a set is made of in a file.
inline constexpr std::array<std::string_view, 12> factor_set_keys{ "id", "name", "default_name", "origin", "notes",
    "lambda", "n_hat", "attention_factor", "from_length", "to_length", "locked", "locked_pairs" };
/// path: the keys to the value in its file, for the error.
Result<rope::FactorSet> factor_set_from_json(const nlohmann::json& value, const std::string& path);
Result<rope::Geometry> geometry_from_json(const nlohmann::json& value, const std::string& path);

/// Reads the factors of any file that holds some, told by its content: a Ropewalk factor file, a config.json or a
/// patch of one (rope_scaling, rope_parameters), Microsoft's CSV and search log, a GGUF model, a column of numbers.
/// geometry is what the sets must fit: another number of pairs or theta is an error that names both, another L a
/// warning. Without one the file's own is taken, or for a bare column the count of its numbers.
Result<FactorFile> read_factor_file(
    const std::filesystem::path& path, const std::optional<rope::Geometry>& geometry);
/// The same from text (no GGUF); file names it in errors and, for a CSV, the set.
Result<FactorFile> parse_factor_file(
    std::string_view text, const std::string& file, const std::optional<rope::Geometry>& geometry);
/// Refuses a file's geometry that is not the model's; another L is a warning of the file.
Status check_geometry(FactorFile& file, const std::optional<rope::Geometry>& model, const std::string& name,
    const Words& place);

std::string write_factor_file(const FactorFile& file); ///< the text of the file
/// Replaces path in one step (temporary file, fsync, rename): a crash or a full disk leaves the old file.
Status save_atomically(const std::filesystem::path& path, std::string_view text);

} // namespace ropewalk::formats
