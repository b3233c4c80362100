// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/factor_set.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace ropewalk::formats {

/// The content of a Ropewalk factor file (.json): {"ropewalk": "factors", "version": 1, "geometry": {…},
/// "target_length": …, "sets": [{"name", "lambda": […], "n_hat", "attention_factor", …}]}.
struct FactorFile
{
    rope::Geometry geometry;
    std::int64_t target_length = 0; ///< tokens; 0 = not said
    std::vector<rope::FactorSet> sets; ///< at least one
    std::vector<std::string> warnings; ///< what was odd while reading; not written
};

nlohmann::json to_json(const rope::FactorSet& set);
nlohmann::json to_json(const rope::Geometry& geometry);
/// place: where in its file the value stands, for the error.
Result<rope::FactorSet> factor_set_from_json(const nlohmann::json& value, const std::string& place);
Result<rope::Geometry> geometry_from_json(const nlohmann::json& value, const std::string& place);

/// Reads a Ropewalk factor file, or Microsoft's result CSV (one λ a line, d/2 lines). geometry is what the set must
/// fit; a mismatch is an error that names both.
Result<FactorFile> read_factor_file(const std::filesystem::path& path, const rope::Geometry& geometry);

std::string write_factor_file(const FactorFile& file); ///< the text of the file
/// Replaces path in one step (temporary file, fsync, rename): a crash or a full disk leaves the old file.
Status save_atomically(const std::filesystem::path& path, std::string_view text);

} // namespace ropewalk::formats
