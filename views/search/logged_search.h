// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/formats/sources/search_log.h"
#include "core/protocol/job_messages.h"

namespace ropewalk::views {

/// A search of another program as the reports it would have sent here, in their order.
struct LoggedReports
{
    std::vector<protocol::EvaluationReport> evaluations;
    std::vector<protocol::GenerationReport> generations; ///< after their evaluations
};

/// A log's candidates with m for this target (tokens); a generation's median is that of as many survivors as the log's
/// population has.
LoggedReports reportsOf(const formats::SearchLog& log, std::int64_t target);

} // namespace ropewalk::views
