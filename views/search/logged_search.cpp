// SPDX-License-Identifier: GPL-3.0-only
#include "views/search/logged_search.h"

#include "core/rope/methods.h"

#include <algorithm>
#include <limits>

namespace ropewalk::views {

namespace {

double middleOf(const std::vector<double>& ascending)
{
    const std::size_t half = ascending.size() / 2;
    return ascending.size() % 2 ? ascending[half] : (ascending[half - 1] + ascending[half]) / 2;
}

} // namespace

LoggedReports reportsOf(const formats::SearchLog& log, std::int64_t target)
{
    const double attention
        = rope::longrope_attention_factor(log.geometry, rope::scale_for(log.geometry, target));
    std::size_t planned = 0;
    for (const auto& generation : log.generations)
        planned += generation.size();
    LoggedReports out;
    std::vector<double> survivors;
    double best = std::numeric_limits<double>::infinity();
    rope::FactorSet bestSet;
    for (std::size_t number = 0; number < log.generations.size(); ++number) {
        const auto& scored = log.generations[number];
        for (const formats::LoggedCandidate& one : scored) {
            protocol::EvaluationReport report;
            report.generation = int(number);
            report.of = int(scored.size());
            report.evaluated = int(&one - scored.data()) + 1;
            report.evaluations = std::int64_t(out.evaluations.size()) + 1;
            report.evaluations_planned = std::int64_t(planned);
            report.fitness = one.perplexity;
            report.candidate = one.set;
            report.candidate.attention_factor = attention;
            if (one.perplexity < best || bestSet.lambda.empty()) {
                best = one.perplexity;
                bestSet = report.candidate;
            }
            report.best = best;
            survivors.push_back(one.perplexity);
            out.evaluations.push_back(std::move(report));
        }
        std::sort(survivors.begin(), survivors.end());
        survivors.resize(std::min(survivors.size(), log.population.size()));
        protocol::GenerationReport done;
        done.generation = int(number);
        done.generations = int(log.generations.size()) - 1;
        done.best = best;
        done.best_set = bestSet;
        done.median = middleOf(survivors);
        done.evaluations = std::int64_t(out.evaluations.size());
        out.generations.push_back(std::move(done));
    }
    return out;
}

} // namespace ropewalk::views
