// SPDX-License-Identifier: Apache-2.0
#include "core/search/journal_reader.h"

#include "core/search/journal.h"
#include "core/search/journal_lines.h"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace ropewalk::search {

Result<std::vector<GenerationSummary>> read_journal(const std::filesystem::path& path)
{
    std::error_code code;
    if (const auto size = std::filesystem::file_size(path, code); code || size > largest_journal)
        return failure(
            code ? words("cannot be read: {1}", code.message()) : words("is too large for a journal"), path.string());
    std::ifstream file(path, std::ios::binary);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
        lines.push_back(std::move(line));
    if (!file.is_open() || !file.eof())
        return failure(words("cannot be read: {1}", std::strerror(errno)), path.string());
    return summarise(lines, path.string());
}

Result<std::vector<GenerationSummary>> summarise(const std::vector<std::string>& lines, const std::string& file)
{
    auto known = read_lines(lines, file);
    if (!known)
        return tl::unexpected(known.error());
    std::vector<GenerationSummary> out;
    GenerationSummary summary;
    for (std::size_t i = 0; i < known->generations.size(); ++i) {
        summary.generation = static_cast<int>(i);
        summary.median = known->medians[i];
        summary.individuals = std::move(known->generations[i]);
        for (const Individual& one : summary.individuals)
            if (summary.evaluations++ == 0 || one.fitness < summary.best.fitness)
                summary.best = one;
        out.push_back(summary);
    }
    return out;
}

} // namespace ropewalk::search
