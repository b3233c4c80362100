// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/factor_file.h"

namespace ropewalk::formats {

/// An object with the keys of Microsoft LongRoPE's log-*.json.
bool is_search_log(const nlohmann::json& root);

/// Its population as sets, best perplexity first: {"iteration", "population": [[factors, ppl], …], "history": […]}.
/// An empty population falls back to the history. Factors may begin with n̂ or the piecewise search's two bounds.
Result<FactorFile> parse_search_log(
    const nlohmann::json& root, const std::string& file, const std::optional<rope::Geometry>& geometry);

} // namespace ropewalk::formats
