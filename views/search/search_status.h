// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/job_messages.h"
#include "core/protocol/messages.h"

#include <QCoreApplication>
#include <QString>
#include <array>
#include <optional>

namespace ropewalk::views {

enum class SearchState
{
    idle,
    running,
    paused,
    stopping,
    interrupted,
    finished
};

/// What is known about a search, gathered from its reports.
struct SearchStatus
{
    Q_DECLARE_TR_FUNCTIONS(SearchStatus)
public:
    SearchState state = SearchState::idle;
    protocol::SearchParams params;
    int generation = -1; ///< under way or done; −1 before the first report
    std::int64_t evaluations = 0;
    std::int64_t planned = 0;
    double perSecond = 0; ///< evaluations
    double secondsLeft = -1; ///< −1 = not known
    std::optional<double> best; ///< perplexity on the search text
    std::optional<protocol::SearchResult> result;
    bool logged = false; ///< another program's, read from its log: measured on a text that is not known here
    QString message; ///< what it is doing before its first report, or why it was interrupted
    QString ended; ///< when it was finished, in words; empty = just now

    void add(const protocol::EvaluationReport& report);
    void add(const protocol::GenerationReport& report);
    void add(const protocol::JobProgress& progress);

    /// Three lines: how far; how fast and how long; how good. Empty ones say nothing.
    std::array<QString, 3> lines() const;
    bool hasWinner() const; ///< its result was chosen on windows that no candidate was bred on
    /// "evolution · P 24 · seed 1"
    static QString title(const protocol::SearchParams& params);

private:
    /// The result on the windows it was bred on, chosen on and measured on, how many and of which part.
    QString measured() const;
};

} // namespace ropewalk::views
