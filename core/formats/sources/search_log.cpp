// SPDX-License-Identifier: Apache-2.0
#include "core/formats/sources/search_log.h"

#include "core/formats/factor_csv.h"
#include "core/formats/json_fields.h"
#include "core/rope/methods.h"
#include "core/rope/set_words.h"
#include "core/rope/shown.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

namespace ropewalk::formats {
namespace {

using nlohmann::json;

tl::unexpected<Error> expected(const Words& what, const json& value, const std::string& file, const std::string& path)
{
    return failure(words("expected {1}, found {2}", what, found(&value)), file, at_key(path));
}

/// One [factors, ppl].
Result<LoggedCandidate> candidate(const json& value, const std::string& file, const std::string& path,
    std::size_t pairs, std::vector<Words>& warnings)
{
    if (!value.is_array() || value.size() != 2)
        return expected(as_is("[factors, perplexity]"), value, file, path);
    if (!value[0].is_array())
        return expected(words("a list of factors"), value[0], file, path + "[0]");
    std::vector<double> numbers;
    std::vector<Words> places;
    for (std::size_t i = 0; i < value[0].size(); ++i) {
        const std::string of_number = path + "[0][" + std::to_string(i) + "]";
        places.push_back(at_key(of_number));
        if (!value[0][i].is_number() || !std::isfinite(value[0][i].get<double>()))
            return expected(words("a finite number"), value[0][i], file, of_number);
        numbers.push_back(value[0][i].get<double>());
    }
    LoggedCandidate out{ {}, std::numeric_limits<double>::infinity() };
    if (value[1].is_number())
        out.perplexity = value[1].get<double>();
    else if (!value[1].is_null()) // Python writes null for a candidate that was never scored
        return expected(words("a perplexity or null"), value[1], file, path + "[1]");
    auto set = factors_of_numbers(std::move(numbers), places, pairs, file, warnings);
    if (!set)
        return tl::unexpected(set.error());
    out.set = std::move(*set);
    return out;
}

/// A list of the log, in its order.
Result<std::vector<LoggedCandidate>> candidates(
    const json& list, const std::string& key, std::size_t pairs, const std::string& file, std::vector<Words>& notes)
{
    std::vector<LoggedCandidate> all;
    for (const json& value : list) {
        std::vector<Words> own; // the same for every candidate: the first one's are kept
        const std::string path = key + "[" + std::to_string(all.size()) + "]";
        auto one = candidate(value, file, path, all.empty() ? pairs : all.front().set.lambda.size(), own);
        if (!one)
            return tl::unexpected(one.error());
        if (all.empty())
            notes = own;
        all.push_back(std::move(*one));
    }
    return all;
}

/// The released settings score 2k candidates first and k a generation, k being what survives; its later code lists all
/// but one of the first twice. The log is written at the head of an iteration, and once more at the end.
std::optional<std::size_t> first_generation(std::size_t scored, std::size_t survivors, std::int64_t iteration)
{
    for (const std::size_t first : { 2 * survivors, 4 * survivors - 1 })
        for (const std::int64_t done : { iteration, iteration + 1 })
            if (scored >= first && (scored - first) % survivors == 0
                && static_cast<std::int64_t>((scored - first) / survivors) == done)
                return first;
    return std::nullopt;
}

void cut(SearchLog& log, std::vector<LoggedCandidate> history)
{
    const std::size_t survivors = log.population.size();
    const auto first = first_generation(history.size(), survivors, log.iteration);
    log.counted = first.has_value();
    for (std::size_t begin = 0, size = first.value_or(survivors); begin < history.size();
         begin += std::exchange(size, survivors)) {
        const auto from = history.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto to = history.begin() + static_cast<std::ptrdiff_t>(std::min(history.size(), begin + size));
        log.generations.emplace_back(std::make_move_iterator(from), std::make_move_iterator(to));
    }
}

Result<SearchLog> parse_log(const json& root, const std::string& file, const std::optional<rope::Geometry>& geometry)
{
    Fields fields(root, {});
    SearchLog out;
    out.iteration = fields.whole("iteration", 0, std::numeric_limits<std::int64_t>::max(), 0);
    const json* list = fields.list("population");
    const json none = json::array();
    const json* history = fields.has("history") ? fields.list("history") : &none;
    std::string key = "population";
    if (list && history && list->empty() && fields.has("history")) {
        key = "history";
        list = history;
    }
    if (list && list->empty())
        fields.refuse(key, words("at least one candidate"));
    if (fields.error())
        return fields.failure_in(file);

    const std::size_t pairs = geometry ? static_cast<std::size_t>(geometry->pairs()) : 0;
    auto population = candidates(*list, key, pairs, file, out.warnings);
    if (!population)
        return tl::unexpected(population.error());
    std::vector<Words> same;
    auto scored = candidates(*history, "history", population->front().set.lambda.size(), file, same);
    if (!scored)
        return tl::unexpected(scored.error());
    out.population = std::move(*population);
    std::stable_sort(out.population.begin(), out.population.end(),
        [](const LoggedCandidate& a, const LoggedCandidate& b) { return a.perplexity < b.perplexity; });
    const int components
        = 2 * static_cast<int>(std::min<std::size_t>(out.population.front().set.lambda.size(), 1 << 19));
    out.geometry = geometry.value_or(rope::Geometry{ components, components });
    for (std::size_t i = 0; i < out.population.size(); ++i) {
        rope::FactorSet& set = out.population[i].set;
        const double perplexity = out.population[i].perplexity;
        rope::name_by_default(set, words("candidate {1}", i + 1));
        set.origin = std::filesystem::path(file).filename().string() + ", iteration " + std::to_string(out.iteration);
        set.notes = std::isfinite(perplexity) ? "perplexity " + rope::shown(perplexity) + " there"
                                              : "not scored there";
    }
    if (scored->empty())
        out.generations.push_back(out.population);
    else
        cut(out, std::move(*scored));
    return out;
}

} // namespace

bool is_search_log(const json& root)
{
    return root.is_object() && !root.contains("ropewalk") && root.contains("population");
}

Result<std::optional<SearchLog>> read_search_log(
    const std::filesystem::path& path, const std::optional<rope::Geometry>& geometry)
{
    const Result<std::string> text = read_text(path);
    if (!text)
        return tl::unexpected(text.error());
    const json root = json::parse(*text, nullptr, false);
    if (root.is_discarded() || !is_search_log(root))
        return std::optional<SearchLog>();
    return parse_log(root, path.string(), geometry).map([](SearchLog&& log) { return std::optional(std::move(log)); });
}

std::vector<rope::FactorSet> starting_sets(const SearchLog& log, std::int64_t target)
{
    std::vector<rope::FactorSet> out;
    for (const LoggedCandidate& one : log.population) {
        out.push_back(one.set);
        out.back().attention_factor
            = rope::longrope_attention_factor(log.geometry, rope::scale_for(log.geometry, target));
    }
    return out;
}

Result<FactorFile> parse_search_log(
    const json& root, const std::string& file, const std::optional<rope::Geometry>& geometry)
{
    auto log = parse_log(root, file, geometry);
    if (!log)
        return tl::unexpected(log.error());
    FactorFile out;
    out.geometry = log->geometry;
    out.warnings = std::move(log->warnings);
    for (LoggedCandidate& one : log->population)
        out.sets.push_back(std::move(one.set));
    out.warnings.push_back(words("A search log of Microsoft's LongRoPE, iteration {1}: its {2} candidates are "
                                 "opened as sets, the best first. A search here can start from them.",
        log->iteration, out.sets.size()));
    out.warnings.push_back(words("The log does not say the attention factor: 1 is taken. LongRoPE's own code uses "
                                 "√(1 + ln s / ln L)."));
    for (Words& warning : rope::warnings(out.sets.front()))
        out.warnings.push_back(words("{1}: {2}", out.sets.front().name, warning));
    return out;
}

} // namespace ropewalk::formats
