// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/engine/cli/command.h"
#include "core/protocol/job_messages.h"

#include <string>
#include <vector>

namespace ropewalk::engine {

/// "5" is 1 to 5; "3," and "1,4,9" are these. Errors name --seeds.
tl::expected<std::vector<std::uint64_t>, Failure> read_seeds(const std::string& text);

/// found.jsonl of seed 3 → found-seed3.jsonl.
std::string journal_of_seed(const std::string& journal, std::uint64_t seed);

/// A search's result with the seed it had.
struct Seeded
{
    std::uint64_t seed = 1;
    protocol::SearchResult result;
};

/// The one that is best on the validation windows, which are the same for all of them (on the search's own where the text
/// had none left for it); the first of equals. searches: not empty.
std::size_t best_of(const std::vector<Seeded>& searches);

/// Mean and range of one number of the searches.
struct Spread
{
    double mean = 0, low = 0, high = 0;
};
Spread spread_of(const std::vector<Seeded>& searches, double protocol::SearchResult::*number);

/// What --json prints of one search.
nlohmann::json result_of(const Seeded& search);
/// … and of several: the winner's, with "searches" and their mean and range in "over_seeds".
nlohmann::json result_of(const std::vector<Seeded>& searches);

} // namespace ropewalk::engine
