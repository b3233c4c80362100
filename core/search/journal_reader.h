// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/search/evolution.h"

#include <filesystem>

namespace ropewalk::search {

/// One finished generation of a journal, for showing it later.
struct GenerationSummary
{
    int generation = 0; ///< 0 is the starting population
    double median = 0; ///< fitness, of the survivors
    Individual best; ///< of the search so far
    std::vector<Individual> individuals; ///< scored in this generation, in order of birth
    std::int64_t evaluations = 0; ///< in all, up to its end
};

/// Reads a journal, also while a search is still writing it: whole generations only, a half last line is left out.
Result<std::vector<GenerationSummary>> read_journal(const std::filesystem::path& path);

/// The same of lines that are in memory; file names their source in errors.
Result<std::vector<GenerationSummary>> summarise(const std::vector<std::string>& lines, const std::string& file = {});

} // namespace ropewalk::search
