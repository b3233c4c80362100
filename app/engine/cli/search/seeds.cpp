// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/search/seeds.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <set>
#include <string_view>

namespace ropewalk::engine {

namespace {

constexpr std::uint64_t most_searches = 1000;

nlohmann::json to_json(const rope::FactorSet& set)
{
    return { { "lambda", set.lambda }, { "n_hat", set.n_hat }, { "attention_factor", set.attention_factor } };
}

nlohmann::json number(double value)
{
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json();
}

nlohmann::json to_json(const Spread& spread)
{
    return { { "mean", number(spread.mean) }, { "low", number(spread.low) }, { "high", number(spread.high) } };
}

/// What the winner is told by: smaller is better.
double told_by(const protocol::SearchResult& result)
{
    return result.validation_samples > 0 ? result.validation : result.perplexity;
}

} // namespace

tl::expected<std::vector<std::uint64_t>, Failure> read_seeds(const std::string& text)
{
    const auto wrong = [&] {
        return wrong_usage(words("--seeds: expected a number of searches from 1 to {1}, or seeds that differ, "
                                 "comma-separated, found '{2}'",
            most_searches, text));
    };
    std::vector<std::uint64_t> out;
    std::string_view rest = text;
    while (!rest.empty()) {
        const std::string_view one = rest.substr(0, rest.find(','));
        std::uint64_t seed = 0;
        const auto [end, code] = std::from_chars(one.data(), one.data() + one.size(), seed);
        if (code != std::errc() || end != one.data() + one.size())
            return wrong();
        out.push_back(seed);
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    }
    if (out.size() == 1 && text.find(',') == std::string::npos) {
        if (out.front() < 1 || out.front() > most_searches)
            return wrong();
        out.resize(out.front());
        std::iota(out.begin(), out.end(), std::uint64_t(1));
    }
    if (out.empty() || out.size() > most_searches || std::set(out.begin(), out.end()).size() != out.size())
        return wrong();
    return out;
}

std::string journal_of_seed(const std::string& journal, std::uint64_t seed)
{
    std::filesystem::path path = journal;
    path.replace_filename(path.stem().string() + "-seed" + std::to_string(seed) + path.extension().string());
    return path.string();
}

std::size_t best_of(const std::vector<Seeded>& searches)
{
    const auto best
        = std::ranges::min_element(searches, {}, [](const Seeded& one) { return told_by(one.result); });
    return static_cast<std::size_t>(best - searches.begin());
}

Spread spread_of(const std::vector<Seeded>& searches, double protocol::SearchResult::*number)
{
    Spread out{ 0, searches.front().result.*number, searches.front().result.*number };
    for (const Seeded& one : searches) {
        out.mean += one.result.*number / static_cast<double>(searches.size());
        out.low = std::min(out.low, one.result.*number);
        out.high = std::max(out.high, one.result.*number);
    }
    return out;
}

nlohmann::json result_of(const Seeded& search)
{
    const protocol::SearchResult& found = search.result;
    nlohmann::json finalists = nlohmann::json::array();
    for (const protocol::SearchFinalist& one : found.finalists) {
        finalists.push_back(to_json(one.set));
        finalists.back().update(
            { { "perplexity", number(one.perplexity) }, { "validation", number(one.validation) } });
    }
    return { { "seed", search.seed }, { "perplexity", number(found.perplexity) }, { "samples", found.samples },
        { "validation", number(found.validation) }, { "validation_samples", found.validation_samples },
        { "held_out", number(found.held_out) }, { "held_out_samples", found.held_out_samples },
        { "evaluations", found.evaluations }, { "seconds", found.seconds }, { "best", to_json(found.best) },
        { "finalists", finalists }, { "warnings", texts(found.warnings) } };
}

nlohmann::json result_of(const std::vector<Seeded>& searches)
{
    using Result = protocol::SearchResult;
    nlohmann::json out = result_of(searches[best_of(searches)]);
    out["over_seeds"] = { { "perplexity", to_json(spread_of(searches, &Result::perplexity)) },
        { "validation", to_json(spread_of(searches, &Result::validation)) },
        { "held_out", to_json(spread_of(searches, &Result::held_out)) } };
    for (const Seeded& one : searches)
        out["searches"].push_back(result_of(one));
    return out;
}

} // namespace ropewalk::engine
