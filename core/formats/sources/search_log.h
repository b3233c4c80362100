// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/factor_file.h"

namespace ropewalk::formats {

/// An object with the keys of Microsoft LongRoPE's log-*.json.
bool is_search_log(const nlohmann::json& root);

struct LoggedCandidate
{
    rope::FactorSet set; ///< named, m = 1: the log does not say it
    double perplexity = 0; ///< infinite where it was never scored
};

/// A search of Microsoft's LongRoPE, as far as its log tells it.
struct SearchLog
{
    rope::Geometry geometry;
    std::int64_t iteration = 0;
    std::vector<LoggedCandidate> population; ///< the parents it would go on with, best first; not empty
    /// The history by generation, as it was scored; the population alone where there is no history.
    std::vector<std::vector<LoggedCandidate>> generations;
    bool counted = true; ///< false: the history is of no whole number of generations, and cut by the population's size
    std::vector<Words> warnings;
};

/// Nothing where the file is no search log.
Result<std::optional<SearchLog>> read_search_log(
    const std::filesystem::path& path, const std::optional<rope::Geometry>& geometry);
/// The population to start a search from: m by LongRoPE's formula for the target (tokens), as its own code has it.
std::vector<rope::FactorSet> starting_sets(const SearchLog& log, std::int64_t target);

/// Its population as sets, best perplexity first: {"iteration", "population": [[factors, ppl], …], "history": […]}.
/// An empty population falls back to the history. Factors may begin with n̂ or the piecewise search's two bounds.
Result<FactorFile> parse_search_log(
    const nlohmann::json& root, const std::string& file, const std::optional<rope::Geometry>& geometry);

} // namespace ropewalk::formats
