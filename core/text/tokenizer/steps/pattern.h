// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/tokenizer/json_node.h"
#include "core/text/unicode/regex.h"

#include <string>
#include <variant>
#include <vector>

namespace ropewalk::text {

/// What a step looks for: {"String": "…"} as it stands, or {"Regex": "…"}.
class Pattern
{
public:
    /// Throws Refusal.
    static Pattern read(const JsonNode& node);
    /// A regular expression that is no part of the file. Throws Refusal at node.
    static Pattern expression(const JsonNode& node, std::string_view expression);
    explicit Pattern(std::string literal)
        : m_pattern(std::move(literal))
    {
    }

    /// Where it stands in valid UTF-8, from the left, not overlapping; an empty string stands nowhere.
    std::vector<Range> find_all(std::string_view text, Pace& pace) const;
    /// A copy of text with content in place of every match.
    std::string replaced(std::string_view text, std::string_view content, Pace& pace) const;

private:
    explicit Pattern(Regex regex)
        : m_pattern(std::move(regex))
    {
    }

    std::variant<std::string, Regex> m_pattern;
};

} // namespace ropewalk::text
