// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "core/yield.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::text {

/// Whether a file's name says that each of its lines is a JSON object: .jsonl or .ndjson.
bool holds_json_lines(const std::filesystem::path& file);

/// The string under `field` (empty = "text") of each line, one document a line; empty lines are skipped. A line that is
/// no object, or has no such string, is an error that names the line and the fields it has. Yields between lines.
Result<std::vector<std::string>> texts_of_lines(
    std::string_view lines, const std::string& field, const std::string& source, const YieldPoint& yield = {});

} // namespace ropewalk::text
