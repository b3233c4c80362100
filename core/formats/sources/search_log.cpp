// SPDX-License-Identifier: Apache-2.0
#include "core/formats/sources/search_log.h"

#include "core/formats/factor_csv.h"
#include "core/formats/json_fields.h"
#include "core/rope/shown.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ropewalk::formats {
namespace {

using nlohmann::json;

struct Candidate
{
    rope::FactorSet set;
    double perplexity = std::numeric_limits<double>::infinity();
};

tl::unexpected<Error> expected(const std::string& what, const json& value, const std::string& file,
    const std::string& place)
{
    return failure("expected " + what + ", found " + found(&value), file, place);
}

/// One [factors, ppl].
Result<Candidate> candidate(const json& value, const std::string& file, const std::string& place,
    std::size_t pairs, std::vector<std::string>& warnings)
{
    if (!value.is_array() || value.size() != 2)
        return expected("[factors, perplexity]", value, file, place);
    if (!value[0].is_array())
        return expected("a list of factors", value[0], file, place + "[0]");
    std::vector<double> numbers;
    std::vector<std::string> places;
    for (std::size_t i = 0; i < value[0].size(); ++i) {
        places.push_back(place + "[0][" + std::to_string(i) + "]");
        if (!value[0][i].is_number() || !std::isfinite(value[0][i].get<double>()))
            return expected("a finite number", value[0][i], file, places.back());
        numbers.push_back(value[0][i].get<double>());
    }
    Candidate out;
    if (value[1].is_number())
        out.perplexity = value[1].get<double>();
    else if (!value[1].is_null()) // Python writes null for a candidate that was never scored
        return expected("a perplexity or null", value[1], file, place + "[1]");
    auto set = factors_of_numbers(std::move(numbers), places, pairs, file, warnings);
    if (!set)
        return tl::unexpected(set.error());
    out.set = std::move(*set);
    return out;
}

} // namespace

bool is_search_log(const json& root)
{
    return root.is_object() && !root.contains("ropewalk") && root.contains("population");
}

Result<FactorFile> parse_search_log(
    const json& root, const std::string& file, const std::optional<rope::Geometry>& geometry)
{
    Fields fields(root, {});
    const std::int64_t iteration = fields.whole("iteration", 0, std::numeric_limits<std::int64_t>::max(), 0);
    const json* list = fields.list("population");
    std::string key = "population";
    if (list && list->empty() && fields.has("history")) {
        key = "history";
        list = fields.list("history");
    }
    if (list && list->empty())
        fields.refuse(key, "at least one candidate");
    if (fields.error())
        return fields.failure_in(file);

    std::vector<Candidate> all;
    std::vector<std::string> notes; // the same for every candidate: the first one's are kept
    std::size_t pairs = geometry ? static_cast<std::size_t>(geometry->pairs()) : 0;
    for (const json& value : *list) {
        std::vector<std::string> own;
        const std::string place = "key " + key + "[" + std::to_string(all.size()) + "]";
        auto one = candidate(value, file, place, all.empty() ? pairs : all.front().set.lambda.size(), own);
        if (!one)
            return tl::unexpected(one.error());
        if (all.empty())
            notes = own;
        all.push_back(std::move(*one));
    }
    std::stable_sort(all.begin(), all.end(),
        [](const Candidate& a, const Candidate& b) { return a.perplexity < b.perplexity; });

    FactorFile out;
    const int components = 2 * static_cast<int>(std::min<std::size_t>(all.front().set.lambda.size(), 1 << 19));
    out.geometry = geometry.value_or(rope::Geometry{ components, components });
    out.warnings = std::move(notes);
    for (std::size_t i = 0; i < all.size(); ++i) {
        rope::FactorSet& set = all[i].set;
        set.name = "candidate " + std::to_string(i + 1);
        set.origin = std::filesystem::path(file).filename().string() + ", iteration " + std::to_string(iteration);
        set.notes = std::isfinite(all[i].perplexity) ? "perplexity " + rope::shown(all[i].perplexity) + " there"
                                                     : "not scored there";
        out.sets.push_back(std::move(set));
    }
    out.warnings.push_back("A search log of Microsoft's LongRoPE, iteration " + std::to_string(iteration) + ": its "
        + std::to_string(out.sets.size())
        + " candidates are opened as sets, the best first. A search here starts from its own population.");
    out.warnings.push_back("The log does not say the attention factor: 1 is taken. LongRoPE's own code uses "
                           "√(1 + ln s / ln L).");
    for (std::string& warning : rope::warnings(out.sets.front()))
        out.warnings.push_back(out.sets.front().name + ": " + warning);
    return out;
}

} // namespace ropewalk::formats
