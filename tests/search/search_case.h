// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/methods.h"
#include "core/search/evolution.h"
#include "core/search/journal_reader.h"

#include <cmath>
#include <string>
#include <vector>

/// A small search on a function whose minimum is known.
namespace search_case {

using namespace ropewalk;

inline rope::Geometry geometry(int pairs)
{
    return {2 * pairs, 2 * pairs, 10000.0, 256, rope::PairLayout::half_split};
}

inline search::Settings small()
{
    search::Settings settings;
    settings.target = 2048;
    settings.population = 6;
    settings.mutations = 3;
    settings.crossovers = 3;
    settings.generations = 3;
    settings.parents = 4;
    settings.attention_mode = search::AttentionFactorMode::fixed;
    return settings;
}

/// 2 at λ_i = s^((i/(pairs − 1))²), n̂ = 16, m = 1.3; more elsewhere.
inline double perplexity(const rope::FactorSet& set)
{
    double loss = 0;
    for (std::size_t i = 0; i < set.lambda.size(); ++i) {
        const double share = static_cast<double>(i) / static_cast<double>(set.lambda.size() - 1);
        const double off = std::log(set.lambda[i]) - std::log(8.0) * share * share;
        loss += off * off;
    }
    loss /= static_cast<double>(set.lambda.size());
    loss += 0.02 * std::abs(std::log2((1.0 + static_cast<double>(set.n_hat)) / 17.0));
    loss += (set.attention_factor - 1.3) * (set.attention_factor - 1.3);
    return 2.0 + loss;
}

/// A run with its journal's lines; resume's lines come first.
struct Run
{
    Result<search::Outcome> outcome;
    std::vector<std::string> lines;
    int scored = 0; ///< calls of the objective
};

inline Run run(const search::Settings& settings, const std::vector<std::string>& resume = {},
    const std::function<Result<double>(const rope::FactorSet&)>& objective = perplexity, int pairs = 6, const std::string& identity = "{}",
    const YieldPoint& yield = {})
{
    Run out{tl::unexpected(Error{}), resume, 0};
    const auto counted = [&](const rope::FactorSet& set) {
        ++out.scored;
        return objective(set);
    };
    const auto sink = [&](const std::string& line) -> Status {
        out.lines.push_back(line);
        return {};
    };
    out.outcome = search::evolve(search::one_by_one(counted), geometry(pairs), settings, identity, resume, sink, {}, yield);
    return out;
}

/// Its generations, as the journal tells them.
inline std::vector<search::GenerationSummary> generations(const Run& run)
{
    return search::summarise(run.lines).value();
}

} // namespace search_case
