// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace ropewalk::formats {
class Fields;
}

namespace ropewalk::project {

/// A search that a project keeps: its journal by reference, and what is worth knowing without reading that.
struct SearchRecord
{
    std::string journal; ///< path; no other record of the project has it
    std::string begun; ///< ISO 8601, UTC; empty = not known, as in projects of older builds
    nlohmann::json settings; ///< of protocol::SearchParams, without a journal; null = as the journal says
    double best = 0; ///< lowest fitness: perplexity on the search split; 0 = not known
    nlohmann::json result; ///< protocol::SearchResult as reported at its end; null = it was not seen to end
    nlohmann::json unknown = nlohmann::json::object(); ///< keys of a newer Ropewalk, kept for it
    bool operator==(const SearchRecord&) const = default;
};

/// True when nothing but the journal is known.
bool is_bare(const SearchRecord& record);

/// The searches that a project file lists: those of "searches", then the journals of "journals" that no record names,
/// which is all that older builds write. Errors go to fields, with the key.
std::vector<SearchRecord> read_searches(formats::Fields& fields);

/// Writes "searches", unless nothing but their journals is known, and "journals", which older builds read.
void write_searches(nlohmann::ordered_json& file, const std::vector<SearchRecord>& searches);

} // namespace ropewalk::project
