// SPDX-License-Identifier: Apache-2.0
#include "core/search/choosing.h"

#include "core/search/journal_lines.h"

#include <algorithm>

namespace ropewalk::search {

namespace {

/// What the journal says of these finalists on these windows; nothing where it speaks of others.
std::optional<std::vector<Finalist>> recorded(const Outcome& outcome, const std::string& windows)
{
    if (!outcome.validation || outcome.validation->windows != windows
        || outcome.validation->scores.size() != outcome.finalists.size())
        return std::nullopt;
    std::vector<Finalist> out;
    for (std::size_t i = 0; i < outcome.finalists.size(); ++i) {
        const auto& [id, perplexity] = outcome.validation->scores[i];
        if (id != outcome.finalists[i].id)
            return std::nullopt;
        out.push_back({outcome.finalists[i], perplexity});
    }
    return out;
}

Result<std::vector<Finalist>> score(
    const Objective& validation, const Outcome& outcome, const Settings& settings, const YieldPoint& yield)
{
    std::vector<rope::FactorSet> sets;
    for (const Individual& one : outcome.finalists)
        sets.push_back(make_set(one, settings));
    std::vector<Finalist> out;
    while (out.size() < sets.size()) {
        if (!keep_going(yield))
            return cancelled();
        const auto scored = validation(std::span(sets).subspan(out.size()));
        if (!scored)
            return tl::unexpected(scored.error());
        if (scored->empty())
            return failure(words("the objective scored no candidate"));
        for (std::size_t i = 0; i < scored->size() && out.size() < sets.size(); ++i)
            out.push_back({outcome.finalists[out.size()], rounded_fitness((*scored)[i])});
    }
    return out;
}

} // namespace

Result<Choice> choose(const Objective& validation, const Outcome& outcome, const Settings& settings,
    const std::string& windows, const JournalSink& journal, const YieldPoint& yield)
{
    Choice out;
    if (auto known = recorded(outcome, windows)) {
        out.finalists = std::move(*known);
    } else {
        auto scored = score(validation, outcome, settings, yield);
        if (!scored)
            return tl::unexpected(scored.error());
        out.finalists = std::move(*scored);
    }
    const auto best = std::ranges::min_element(out.finalists, {}, &Finalist::validation); // the first of equals
    if (best == out.finalists.end())
        return failure(words("the search has no candidate to choose"));
    out.winner = best->individual;
    out.validation = best->validation;
    if (!journal || recorded(outcome, windows))
        return out;
    Validation line{windows, {}};
    for (const Finalist& one : out.finalists)
        line.scores.emplace_back(one.individual.id, one.validation);
    if (auto sent = journal(validation_line(line, out.winner.id)); !sent)
        return tl::unexpected(sent.error());
    return out;
}

} // namespace ropewalk::search
