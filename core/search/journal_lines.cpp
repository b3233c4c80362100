// SPDX-License-Identifier: Apache-2.0
#include "core/search/journal_lines.h"

#include "core/formats/factor_file.h"
#include "core/search/line_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

namespace ropewalk::search {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::string_view instruction_set = "instruction_set"; // missing in old headers, which do not say it
constexpr std::array<std::string_view, 6> may_differ{
    "device", "device_name", instruction_set, "dtype", "threads", "build"};
constexpr std::string_view samples = "samples"; // missing in old headers, whose documents' hash stands for it

ordered_json number(double fitness)
{
    return std::isfinite(fitness) ? ordered_json(fitness) : ordered_json();
}

std::string text(const ordered_json& object)
{
    return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string_view name(AttentionFactorMode mode)
{
    switch (mode) {
    case AttentionFactorMode::fixed:
        return "fixed";
    case AttentionFactorMode::formula:
        return "formula";
    case AttentionFactorMode::search:
        return "search";
    }
    return {};
}

ordered_json to_json(const Settings& settings)
{
    ordered_json out{{"target", settings.target}, {"population", settings.population},
        {"mutations", settings.mutations}, {"crossovers", settings.crossovers},
        {"probability", settings.probability}, {"generations", settings.generations},
        {"parents", settings.parents}, {"seed", settings.seed}, {"bound_factor", settings.bound_factor},
        {"step", settings.step}, {"monotone", settings.monotone}, {"search_n_hat", settings.search_n_hat},
        {"attention_mode", name(settings.attention_mode)}};
    if (settings.attention_mode == AttentionFactorMode::fixed)
        out["attention_factor"] = settings.attention_factor;
    for (const rope::FactorSet& set : settings.start)
        out["start"].push_back(
            {{"lambda", set.lambda}, {"n_hat", set.n_hat}, {"attention_factor", set.attention_factor}});
    if (const rope::Trained& trained = settings.trained; !trained.is_plain())
        out["trained"] = {{"lambda", trained.lambda}, {"n_hat", trained.n_hat},
            {"attention_factor", trained.attention_factor}, {"length", trained.length},
            {"short_lambda", trained.short_lambda}};
    return out;
}

/// The first key, in order, at which two objects differ; empty if none.
std::string first_difference(const json& before, const json& now, bool soft)
{
    const auto differs = [&](const std::string& key) {
        const bool skipped = soft
            && (std::find(may_differ.begin(), may_differ.end(), key) != may_differ.end()
                || (key == samples && !before.contains(key)));
        return !skipped && before.value(key, json()) != now.value(key, json());
    };
    if (soft && differs(std::string(samples))) // it is why the documents' hash differs too
        return std::string(samples);
    for (const json* object : {&now, &before})
        for (const auto& [key, value] : object->items())
            if (differs(key))
                return key;
    return {};
}

Status compare(const json& before, const json& now, const std::string& what, bool soft)
{
    const auto key = first_difference(before, now, soft);
    if (key.empty())
        return {};
    return failure(words("the journal belongs to another search: it was made with {1}, this one has {2}",
                       before.value(key, json()).dump(), now.value(key, json()).dump()),
        {}, words("{1}, {2}", at_line(1), at_key(what + "." + key)));
}

} // namespace

std::string header_line(const Settings& settings, const rope::Geometry& geometry, const json& identity)
{
    return text({{"ropewalk", "journal"}, {"version", journal_version}, {"settings", to_json(settings)},
        {"geometry", formats::to_json(geometry)}, {"identity", identity}});
}

std::string segment_line(const json& identity, int generation)
{
    return text({{"segment", identity}, {"generation", generation}});
}

std::string evaluation_line(int generation, int index, double fitness)
{
    return text({{"evaluation", {{"generation", generation}, {"index", index}, {"fitness", number(fitness)}}}});
}

std::string generation_line(
    int generation, const std::vector<Individual>& individuals, std::int64_t best, double median)
{
    ordered_json list = ordered_json::array();
    for (const Individual& one : individuals)
        list.push_back({{"id", one.id}, {"lambda", one.lambda}, {"n_hat", one.n_hat},
            {"attention_factor", one.attention_factor}, {"fitness", number(one.fitness)}, {"origin", one.origin},
            {"parents", one.parents}});
    return text({{"generation", generation}, {"best", best}, {"median", number(median)},
        {"individuals", std::move(list)}});
}

std::string outcome_line(const Individual& best, std::int64_t evaluations)
{
    return text(
        {{"outcome", {{"best", best.id}, {"fitness", number(best.fitness)}, {"evaluations", evaluations}}}});
}

std::string validation_line(const Validation& validation, std::int64_t winner)
{
    ordered_json scores = ordered_json::array();
    for (const auto& [id, perplexity] : validation.scores)
        scores.push_back({{"id", id}, {"perplexity", number(perplexity)}});
    return text({{"validation", {{"windows", validation.windows}, {"scores", std::move(scores)}, {"winner", winner}}}});
}

Result<Known> read_lines(const std::vector<std::string>& lines, const std::string& file)
{
    Known known;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const Words place = at_line(i + 1);
        const auto object = json::parse(lines[i], nullptr, false);
        if (object.is_discarded() && i + 1 == lines.size())
            break;
        if (object.is_discarded())
            return failure(words("expected a JSON object"), file, place);
        if (auto status = read_line(object, known); !status) {
            const auto& error = status.error();
            return failure(error.message, file, error.place.empty() ? place : words("{1}, {2}", place, error.place));
        }
    }
    return known;
}

Status check_same_search(
    const Known& known, const Settings& settings, const rope::Geometry& geometry, const json& identity)
{
    return compare(known.settings, json(to_json(settings)), "settings", false)
        .and_then([&] { return compare(known.geometry, formats::to_json(geometry), "geometry", false); })
        .and_then([&] { return compare(known.identity, identity, "identity", true); });
}

std::optional<int> samples_of(const Known& known)
{
    const auto found = known.identity.find(samples);
    if (found == known.identity.end() || !found->is_number_unsigned()
        || found->get<std::uint64_t>() > std::numeric_limits<int>::max() || *found == 0)
        return std::nullopt;
    return found->get<int>();
}

std::vector<Words> identity_changes(const Known& known, const json& identity)
{
    std::vector<Words> out;
    for (const auto key : may_differ) {
        const auto before = known.segment.value(key, json());
        const auto now = identity.value(key, json());
        if (before != now && (!before.is_null() || key != instruction_set))
            out.push_back(words("gone on with {1} {2} after {3}: its numbers may differ in the last places", key,
                now.dump(), before.dump()));
    }
    return out;
}

} // namespace ropewalk::search
