// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/search/evolution.h"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

/// What the lines of a journal hold, each a JSON object:
///   {"ropewalk": "journal", "version": 1, "settings": {…}, "geometry": {…}, "identity": {…}}   once, first
///   {"segment": {identity}, "generation": G}              gone on with on another device, dtype, threads or build
///   {"evaluation": {"generation": G, "index": I, "fitness": F}}     as it comes, in order
///   {"generation": G, "best": ID, "median": F, "individuals": [{"id", "lambda", "n_hat", "attention_factor",
///       "fitness", "origin", "parents"}…]}                when all of it is scored; the median is of the k survivors
///   {"outcome": {"best": ID, "fitness": F, "evaluations": N}}       once, when the evolution has ended
///   {"validation": {"windows": NAME, "scores": [{"id", "perplexity"}…], "winner": ID}}   after it, the last one counts
/// A fitness of null is infinite. Nothing in it is a time. The identity's "samples" is how many windows a candidate is
/// scored on; journals of older builds do not have it.
namespace ropewalk::search {

inline constexpr int journal_version = 1;

/// What the lines say that are there.
struct Known
{
    nlohmann::json settings, geometry; ///< null = no header yet
    nlohmann::json identity; ///< of the first line
    nlohmann::json segment; ///< identity of the last segment
    std::map<std::pair<int, int>, double> fitness; ///< by generation and index
    std::vector<std::vector<Individual>> generations; ///< the whole ones
    std::vector<double> medians; ///< of each
    bool finished = false;
    std::optional<Validation> validation;
};

std::string header_line(const Settings& settings, const rope::Geometry& geometry, const nlohmann::json& identity);
std::string segment_line(const nlohmann::json& identity, int generation);
std::string evaluation_line(int generation, int index, double fitness);
std::string generation_line(int generation, const std::vector<Individual>& individuals, std::int64_t best, double median);
std::string outcome_line(const Individual& best, std::int64_t evaluations);
std::string validation_line(const Validation& validation, std::int64_t winner);

/// Reads lines; a last one that is cut off is left out. Errors name the line ("line 3, key individuals[2].lambda").
Result<Known> read_lines(const std::vector<std::string>& lines, const std::string& file = {});

/// Refuses lines of a search with other settings, another geometry or another identity, naming the first difference.
Status check_same_search(
    const Known& known, const Settings& settings, const rope::Geometry& geometry, const nlohmann::json& identity);

/// How many windows a candidate is scored on, where the header says it.
std::optional<int> samples_of(const Known& known);

/// What of the identity changed since the last segment, a sentence each.
std::vector<Words> identity_changes(const Known& known, const nlohmann::json& identity);

} // namespace ropewalk::search
