// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/search/begun_search.h"

#include "core/protocol/json.h"
#include "core/search/journal_lines.h"

namespace ropewalk::engine {

Result<std::optional<protocol::SearchParams>> begun_search(const std::vector<std::string>& lines)
{
    if (lines.empty())
        return std::nullopt;
    const auto known = search::read_lines({ lines.front() });
    if (!known)
        return tl::unexpected(known.error());
    auto params = protocol::from_json<protocol::SearchParams>(known->settings);
    if (!params)
        return failure(params.error().message, {}, words("{1}, {2}", at_line(1), params.error().place));
    params->samples = search::samples_of(*known).value_or(0);
    return std::move(*params);
}

} // namespace ropewalk::engine
