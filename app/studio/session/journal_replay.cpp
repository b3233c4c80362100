// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/session/journal_replay.h"

#include "core/formats/factor_file.h"
#include "core/protocol/json.h"
#include "core/search/journal_lines.h"
#include "core/search/journal_reader.h"
#include "core/search/settings_of.h"

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

/// header: the settings as the journal has them.
search::Settings settingsOf(const protocol::SearchParams& params, const nlohmann::json& header)
{
    search::Settings settings = search::settings_of(params);
    if (const auto trained = protocol::from_json<rope::Trained>(header.value("trained", nlohmann::json::object())))
        settings.trained = *trained;
    return settings;
}

protocol::EvaluationReport reportOf(const search::Individual& one, const search::Settings& settings)
{
    protocol::EvaluationReport report;
    report.fitness = one.fitness;
    report.origin = one.origin;
    report.candidate = search::make_set(one, settings);
    return report;
}

/// What the journal says of a generation that it does not hold whole: fitness alone, so the candidates are bred again,
/// as going on would. Where they cannot be (a journal of a build that bred otherwise) λ stays empty. Without the
/// counts over the whole search.
std::vector<protocol::EvaluationReport> begunGeneration(const std::vector<std::string>& lines, const search::Known& known,
    const rope::Geometry& geometry, const search::Settings& settings)
{
    const int number = int(known.generations.size());
    const auto first = known.fitness.lower_bound({ number, 0 });
    if (first == known.fitness.end())
        return {};
    const auto nothing = [](std::span<const rope::FactorSet>) -> Result<std::vector<double>> { return cancelled(); };
    std::vector<protocol::EvaluationReport> out;
    const auto bred = search::evolve(nothing, geometry, settings, known.identity.dump(), lines, {},
        [&](const search::Report& report) {
            if (!report.latest || report.generation != number)
                return;
            out.push_back(reportOf(*report.latest, settings));
            out.back().of = report.of;
        });
    if (bred || bred.error().cancelled)
        return out;
    out.clear();
    for (auto one = first; one != known.fitness.end(); ++one) {
        out.emplace_back().fitness = one->second;
        out.back().of = number == 0 ? settings.population : settings.mutations + settings.crossovers;
    }
    return out;
}

/// The winner as core/search/choosing.h takes it: the best on the validation windows, of equals the fitter. What was
/// measured afterwards does not stand in a journal.
std::optional<protocol::SearchResult> resultOf(
    const search::Known& known, const search::Settings& settings, std::int64_t evaluations)
{
    const auto& scores = known.validation->scores;
    const auto least = std::min_element(
        scores.begin(), scores.end(), [](const auto& one, const auto& other) { return one.second < other.second; });
    for (const auto& generation : known.generations)
        for (const search::Individual& one : generation)
            if (least != scores.end() && one.id == least->first) {
                protocol::SearchResult result;
                result.best = search::make_set(one, settings);
                result.perplexity = one.fitness;
                result.validation = least->second;
                result.held_out = std::numeric_limits<double>::quiet_NaN();
                result.evaluations = evaluations;
                result.samples = search::samples_of(known).value_or(0);
                return result;
            }
    return std::nullopt;
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

    JournalReplay replay{ std::move(*params), {}, {}, known->finished, {} };
    const search::Settings settings = settingsOf(replay.params, known->settings);
    double best = std::numeric_limits<double>::infinity();
    const auto add = [&](protocol::EvaluationReport report, int generation, std::size_t index) {
        report.generation = generation;
        report.evaluated = int(index) + 1;
        report.evaluations = report.evaluations_planned = std::int64_t(replay.evaluations.size()) + 1;
        report.best = best = std::min(best, report.fitness);
        replay.evaluations.push_back(std::move(report));
    };
    for (const search::GenerationSummary& generation : *generations) {
        for (std::size_t i = 0; i < generation.individuals.size(); ++i) {
            protocol::EvaluationReport report = reportOf(generation.individuals[i], settings);
            report.of = int(generation.individuals.size());
            add(std::move(report), generation.generation, i);
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
    std::vector<protocol::EvaluationReport> begun = begunGeneration(*lines, *known, *geometry, settings);
    for (std::size_t i = 0; i < begun.size(); ++i)
        add(std::move(begun[i]), int(generations->size()), i);
    if (known->finished && known->validation)
        replay.result = resultOf(*known, settings, std::int64_t(replay.evaluations.size()));
    return replay;
}

} // namespace ropewalk::studio
