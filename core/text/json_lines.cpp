// SPDX-License-Identifier: Apache-2.0
#include "core/text/json_lines.h"

#include <nlohmann/json.hpp>

namespace ropewalk::text {

namespace {

constexpr std::size_t most_shown = 40; // bytes of a field's name
constexpr std::size_t most_fields = 12; // named in a message

/// "title, body": the fields that hold text.
Words fields_of(const nlohmann::json& object)
{
    std::string out;
    std::size_t named = 0;
    for (const auto& [key, value] : object.items())
        if (value.is_string() && named++ < most_fields)
            out += (out.empty() ? "" : ", ") + key.substr(0, most_shown);
    return out.empty() ? words("none") : as_is(std::move(out));
}

} // namespace

bool holds_json_lines(const std::filesystem::path& file)
{
    return file.extension() == ".jsonl" || file.extension() == ".ndjson";
}

Result<std::vector<std::string>> texts_of_lines(
    std::string_view lines, const std::string& field, const std::string& source, const YieldPoint& yield)
{
    const std::string wanted = field.empty() ? "text" : field;
    std::vector<std::string> out;
    for (std::size_t number = 1; !lines.empty(); ++number) {
        const std::size_t end = std::min(lines.find('\n'), lines.size());
        const std::string_view line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 1, lines.size()));
        if (!keep_going(yield))
            return cancelled();
        if (line.find_first_not_of(" \t\r") == std::string_view::npos)
            continue;
        nlohmann::json object = nlohmann::json::parse(line, nullptr, false);
        const Words place = at_line(number);
        if (!object.is_object())
            return failure(words("expected a JSON object, found something else"), source, place);
        const auto found = object.find(wanted);
        if (found == object.end() || !found->is_string())
            return failure(words("expected the text in the field '{1}', found text in: {2}", wanted, fields_of(object)),
                source, place);
        out.push_back(std::move(found->get_ref<std::string&>()));
    }
    return out;
}

} // namespace ropewalk::text
