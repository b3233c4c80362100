// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/session/journal_replay.h"

#include "core/formats/factor_file.h"
#include "core/protocol/json.h"
#include "core/search/journal_lines.h"
#include "core/search/journal_reader.h"

#include <QFile>
#include <algorithm>
#include <limits>

namespace ropewalk::studio {

namespace {

constexpr qint64 kMostBytes = qint64(64) << 20; // thirty times what the paper's search writes

/// The whole lines; a half last one is left out.
Result<std::vector<std::string>> linesOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(as_is(file.errorString().toStdString()), path.toStdString());
    if (file.size() > kMostBytes)
        return failure(words("is too large for a journal"), path.toStdString());
    std::vector<std::string> lines;
    while (!file.atEnd()) {
        const QByteArray line = file.readLine();
        if (line.endsWith('\n'))
            lines.push_back(line.chopped(1).toStdString());
    }
    return lines;
}

search::Settings settingsOf(const protocol::SearchParams& params)
{
    search::Settings settings;
    settings.target = params.target;
    settings.seed = params.seed;
    settings.generations = params.generations;
    return settings;
}

} // namespace

Result<JournalReplay> replayJournal(const QString& path, int pairs)
{
    const auto lines = linesOf(path);
    if (!lines)
        return tl::unexpected(lines.error());
    const auto known = search::read_lines(*lines, path.toStdString());
    if (!known)
        return tl::unexpected(known.error());
    const auto generations = search::summarise(*lines, path.toStdString());
    if (!generations)
        return tl::unexpected(generations.error());
    auto params = protocol::from_json<protocol::SearchParams>(known->settings);
    if (!params) {
        params.error().file = path.toStdString();
        return tl::unexpected(params.error());
    }

    params->samples = search::samples_of(*known).value_or(0);
    const auto geometry = formats::geometry_from_json(known->geometry, "geometry");
    if (!geometry || geometry->pairs() != pairs)
        return failure(geometry
                ? words("expected a search for {1} pairs, found one for {2}", pairs, geometry->pairs())
                : words("expected a search for {1} pairs, found none", pairs),
            path.toStdString(), words("{1}, {2}", at_line(1), at_key("geometry")));

    JournalReplay replay{ std::move(*params), {}, {}, known->finished };
    const search::Settings settings = settingsOf(replay.params);
    double best = std::numeric_limits<double>::infinity();
    for (const search::GenerationSummary& generation : *generations) {
        std::int64_t evaluated = generation.evaluations - std::int64_t(generation.individuals.size());
        int number = 0;
        for (const search::Individual& one : generation.individuals) {
            protocol::EvaluationReport report;
            report.generation = generation.generation;
            report.evaluated = ++number;
            report.of = int(generation.individuals.size());
            report.evaluations = report.evaluations_planned = ++evaluated;
            report.fitness = one.fitness;
            report.best = best = std::min(best, one.fitness);
            report.origin = one.origin;
            report.candidate = search::make_set(one, settings);
            replay.evaluations.push_back(std::move(report));
        }
        protocol::GenerationReport report;
        report.generation = generation.generation;
        report.generations = replay.params.generations;
        report.best = generation.best.fitness;
        report.median = generation.median;
        report.best_set = search::make_set(generation.best, settings);
        report.evaluations = generation.evaluations;
        replay.generations.push_back(std::move(report));
    }
    return replay;
}

} // namespace ropewalk::studio
