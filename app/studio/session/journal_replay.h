// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/job_messages.h"

#include <QString>
#include <optional>

namespace ropewalk::studio {

/// What a journal says of its search, as the engine would have reported it.
struct JournalReplay
{
    protocol::SearchParams params; ///< samples 0 where an older journal does not name them
    std::vector<protocol::EvaluationReport> evaluations; ///< all that it holds, in order; λ empty where it is not known
    std::vector<protocol::GenerationReport> generations;
    bool finished = false;
    std::optional<protocol::SearchResult> result; ///< where the journal holds its winner; without the held-out score
};

/// Reads a journal, also while somebody still writes it; the file is not touched. Errors name file and line;
/// one of another number of pairs is refused.
Result<JournalReplay> replayJournal(const QString& path, int pairs);

} // namespace ropewalk::studio
