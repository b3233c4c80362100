// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/engine/cli/options.h"
#include "core/search/journal.h"

#include <functional>

namespace ropewalk::engine {

/// An option that is a key of the search, so that a search which goes on can have it from its journal.
struct Setting
{
    const CLI::Option* option;
    std::function<void(protocol::SearchParams& to, const protocol::SearchParams& from)> copy;
};

/// What search asks for.
struct SearchOptions
{
    ModelOptions model;
    TextOptions text;
    protocol::SearchParams params;
    std::string strategy = "evolution";
    std::string attention = "formula";
    std::string out;
    std::string journal;
    bool resume = false;
    bool overwrite = false;
    bool force = false; ///< over the file of start_from, too
    std::string start_from;
    std::string seeds; ///< "5" or "1,4,9"; empty = the one of params
    std::vector<Setting> settings;
};
void add_search_options(CLI::App& app, SearchOptions& options);

/// fixed, formula, search, or a number: fixed at that.
tl::expected<void, Failure> read_attention(const std::string& text, protocol::SearchParams& params);

/// The sets that the starting population is to hold: a search log's population, or any factor file's sets.
Status read_start(
    const std::string& path, const rope::Geometry& geometry, protocol::SearchParams& params, const Console& console);

/// Takes what was not given from the search that the journal at path began; false where it began none.
Result<bool> take_begun(
    const search::JournalFile& journal, const std::string& path, SearchOptions& options, const Console& console);

} // namespace ropewalk::engine
