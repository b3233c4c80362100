// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/job_messages.h"
#include "core/result.h"

#include <optional>
#include <string>
#include <vector>

namespace ropewalk::engine {

/// The settings in the header of a journal's lines, nothing where there is none yet. samples is 0 where an older header
/// does not say them. Errors name the line.
Result<std::optional<protocol::SearchParams>> begun_search(const std::vector<std::string>& lines);

} // namespace ropewalk::engine
