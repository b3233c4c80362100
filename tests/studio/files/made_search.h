// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/new_project.h"
#include "core/search/evolution.h"

#include <QFile>
#include <cmath>
#include <string>
#include <vector>

/// A short search for the bundled model's 32 pairs, scored by a formula.
struct MadeSearch
{
    std::vector<std::string> lines; ///< its journal
    std::vector<ropewalk::search::Individual> scored; ///< in order
    std::vector<int> ends; ///< of the lines, which had so many scored: ends[n] lines hold n + 1 evaluations at least
    ropewalk::search::Outcome outcome;
};

inline ropewalk::search::Settings madeSettings(std::uint64_t seed)
{
    ropewalk::search::Settings settings;
    settings.target = 2048;
    settings.population = 8;
    settings.mutations = settings.crossovers = settings.parents = 4;
    settings.generations = 5;
    settings.seed = seed;
    settings.attention_mode = ropewalk::search::AttentionFactorMode::fixed;
    return settings;
}

inline MadeSearch madeSearch(std::uint64_t seed = 7)
{
    using namespace ropewalk;
    MadeSearch made;
    const auto perplexity = [](const rope::FactorSet& set) {
        double loss = 2;
        for (std::size_t i = 0; i < set.lambda.size(); ++i)
            loss += std::abs(set.lambda[i] - 1 - double(i) / 5) / 100;
        return loss;
    };
    const auto keep = [&made](const std::string& line) -> Status {
        made.lines.push_back(line);
        return {};
    };
    const auto count = [&made](const search::Report& report) {
        if (!report.latest)
            return;
        made.scored.push_back(*report.latest);
        made.ends.push_back(int(made.lines.size()));
    };
    if (auto outcome = search::evolve(search::one_by_one(perplexity), studio::demoProject().geometry, madeSettings(seed),
            R"({"samples":3})", {}, keep, count))
        made.outcome = *outcome;
    return made;
}

inline bool writeJournal(const QString& path, const std::vector<std::string>& lines)
{
    QFile journal(path);
    if (!journal.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return false;
    for (const std::string& line : lines)
        journal.write(QByteArray::fromStdString(line + '\n'));
    return true;
}
