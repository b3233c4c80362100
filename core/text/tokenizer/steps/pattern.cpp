// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer/steps/pattern.h"

namespace ropewalk::text {

Pattern Pattern::read(const JsonNode& node)
{
    if (node.has("Regex")) {
        const JsonNode regex = node.at("Regex");
        return expression(regex, regex.string());
    }
    if (node.has("String"))
        return Pattern(node.string("String"));
    node.refuse(words("expected a pattern as {\"String\": …} or {\"Regex\": …}"));
}

Pattern Pattern::expression(const JsonNode& node, std::string_view expression)
{
    auto regex = Regex::compile(expression);
    if (!regex)
        node.refuse(regex.error());
    return Pattern(std::move(*regex));
}

std::vector<Range> Pattern::find_all(std::string_view text, Pace& pace) const
{
    if (const auto* regex = std::get_if<Regex>(&m_pattern))
        return regex->find_all(text, pace);
    const auto& literal = std::get<std::string>(m_pattern);
    std::vector<Range> out;
    std::size_t from = 0;
    for (std::size_t at = text.find(literal); at != std::string_view::npos && !literal.empty();
         at = text.find(literal, from)) {
        out.emplace_back(at, at + literal.size());
        pace.done(out.back().second - from);
        from = out.back().second;
    }
    return out;
}

std::string Pattern::replaced(std::string_view text, std::string_view content, Pace& pace) const
{
    std::string out;
    out.reserve(text.size());
    std::size_t done = 0;
    for (const auto& [begin, end] : find_all(text, pace)) {
        out.append(text.substr(done, begin - done)).append(content);
        done = end;
    }
    return out.append(text.substr(done));
}

} // namespace ropewalk::text
