// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/project/search_record.h"
#include "core/rope/factor_set.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace ropewalk::project {

/// How a project opens its model, where the user knows better than the config or the engine.
struct ModelOptions
{
    std::string dtype; ///< "f32", "bf16"; empty = the device's best
    std::string sliding_window = "config"; ///< or "off", or a number of tokens
    std::int64_t original_length = 0; ///< L in tokens; 0 = the config's
    bool allow_not_finite = false; ///< open weights with NaN or infinity in them
    bool operator==(const ModelOptions&) const = default;
};

/// A project as plain data: what a .ropewalk file (versioned JSON) holds.
struct Project
{
    std::string model_path; ///< on the engine's machine; "demo" is the bundled model
    std::string model_fingerprint; ///< so that a changed model is noticed; empty before it was first opened
    ModelOptions model_options;
    rope::Geometry geometry; ///< of the model, so that a project opens without an engine
    std::int64_t target_length = 0; ///< tokens
    std::string documents_path; ///< "demo", a text file or folder; empty = none yet
    std::string documents_field; ///< of JSON lines, where the text stands; empty = "text"
    std::vector<rope::FactorSet> sets; ///< ids unique
    std::string active_set; ///< id of the set being edited, A
    /// Ids of those it is compared with: B, C, …; of own sets, or "none", "pi", "ntk", "yarn".
    std::vector<std::string> compared_sets{ "none" };
    std::vector<SearchRecord> searches; ///< in the order begun; their journals by reference
    std::string results_folder; ///< where evaluations are kept, by reference; empty = there are none
    nlohmann::json unknown = nlohmann::json::object(); ///< what a newer Ropewalk wrote, kept for it
    bool operator==(const Project&) const = default;
};

/// Of what cannot be read without knowing it; keys may be added within a version, and are kept by those who do not
/// know them.
inline constexpr int file_version = 1;

/// The text of the file; keys in a fixed order, diff-friendly.
std::string write_project(const Project& project);
/// file names the source for errors. A newer version is refused in words.
Result<Project> read_project(std::string_view text, const std::string& file);
/// Journals and results come back as absolute paths.
Result<Project> load_project(const std::filesystem::path& file);
/// What save_project() writes: journals and results that lie beside the file by relative paths.
std::string project_text(const Project& project, const std::filesystem::path& file);
/// Replaces the file in one step; refuses a project that would not open again (a set that does not fit the
/// geometry).
Status save_project(const Project& project, const std::filesystem::path& file);

} // namespace ropewalk::project
