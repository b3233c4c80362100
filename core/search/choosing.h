// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/search/evolution.h"

namespace ropewalk::search {

/// A finalist of a search and what it scored on windows that no candidate was bred on.
struct Finalist
{
    Individual individual;
    double validation = 0; ///< perplexity, rounded as a fitness; infinite if the model returned no number
};

struct Choice
{
    Individual winner;
    double validation = 0; ///< the winner's
    std::vector<Finalist> finalists; ///< fittest first
};

/// Scores a search's finalists on validation windows and takes the best; of equals the fitter. So luck on the few windows
/// of the search does not decide. `windows` names the validation windows: where the outcome knows scores on these very
/// windows from its journal, nothing is scored. Else a line goes to the journal, behind the outcome.
Result<Choice> choose(const Objective& validation, const Outcome& outcome, const Settings& settings,
    const std::string& windows, const JournalSink& journal, const YieldPoint& yield = {});

} // namespace ropewalk::search
