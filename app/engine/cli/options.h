// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/engine/cli/command.h"
#include "app/engine/cli/console.h"
#include "app/engine/workbench/workbench.h"
#include "core/formats/factor_file.h"

#include <optional>
#include <string>
#include <vector>

namespace ropewalk::engine {

/// What every measuring command asks for: where to compute.
struct DeviceOptions
{
    std::string device = "cpu";
    int threads = 0;
};
void add_device_options(CLI::App& app, DeviceOptions& options);

/// … and on which model.
struct ModelOptions
{
    DeviceOptions device;
    std::string model = "demo";
    std::string dtype;
    std::string sliding_window = "config";
    std::int64_t original_length = 0; ///< 0 = the config's
    bool allow_not_finite = false;
    std::string stream_weights = "auto";
    bool ignore_memory = false;
};
void add_model_options(CLI::App& app, ModelOptions& options);

/// Which windows are scored.
struct TextOptions
{
    std::string documents; ///< empty = the bundled model's own
    std::string field; ///< of JSON lines; empty = "text"
    int samples = 0; ///< 0 = the default
    std::string split = "held-out";
};
void add_text_options(CLI::App& app, TextOptions& options, const std::string& of_demo);
/// --split: which part of the text.
void add_split_option(CLI::App& app, std::string& split);

/// Which factor set.
struct FactorOptions
{
    std::string factors = "none";
    std::optional<std::int64_t> n_hat; ///< instead of the set's own
    std::string attention_factor = "own"; ///< or "formula": √(1 + ln s/ln L), or a number

    /// What the set is turned with at a target length.
    double attention_of(const rope::FactorSet& set, const rope::Geometry& geometry, std::int64_t target) const;
    std::int64_t served = 0; ///< which of a file's sets: the one for so many tokens; 0 = the target
};
void add_factor_options(CLI::App& app, FactorOptions& options);
/// --attention-factor by itself, of one set or of several.
void add_attention_option(CLI::App& app, FactorOptions& options);

void add_json_option(CLI::App& app);
bool wants_json(const CLI::App& app);

/// Opens the model with a progress bar.
tl::expected<std::unique_ptr<Workbench>, Failure> open_workbench(
    const ModelOptions& options, Console& console, const YieldPoint& yield);
/// Opens the documents that were named; without any the model must be the bundled one.
tl::expected<void, Failure> open_text(
    Workbench& workbench, const TextOptions& options, std::int64_t target, Console& console, const YieldPoint& yield);
/// Refuses a text whose part has too few windows of one of these lengths, and names --split whole.
tl::expected<void, Failure> check_text(
    const Workbench& workbench, const TextOptions& options, const std::vector<std::int64_t>& lengths);
/// Says what the job needs of the memory; refused where that is more than there is.
tl::expected<void, Failure> check_memory(
    const Workbench& workbench, const protocol::MemoryParams& params, const ModelOptions& options, Console& console);
/// The set that was named, alone in a file's form; target 0 = the file's own.
tl::expected<formats::FactorFile, Failure> chosen_factors(
    const FactorOptions& options, const rope::Geometry& geometry, std::int64_t target, Console& console);
/// The set alone, for a target length.
tl::expected<rope::FactorSet, Failure> chosen_set(
    const FactorOptions& options, const rope::Geometry& geometry, std::int64_t target, Console& console);

/// "5 windows held out", "1 window of the whole text"
std::string measured_on(int windows, const std::string& split);

/// "demo · 256 → 2048 tokens · bf16 on cpu"
std::string headline(const Workbench& workbench, std::int64_t target);

} // namespace ropewalk::engine
