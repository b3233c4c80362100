// SPDX-License-Identifier: Apache-2.0
#include "core/formats/json_fields.h"

#include "core/excerpt.h"
#include "core/rope/shown.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

namespace ropewalk::formats {
namespace {

using nlohmann::json;

constexpr int max_depth = 64;

/// A whole JSON number that fits, or nothing.
std::optional<std::int64_t> whole_of(const json& value)
{
    if (value.is_number_unsigned()) {
        const auto number = value.get<std::uint64_t>();
        if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return std::nullopt;
        return static_cast<std::int64_t>(number);
    }
    if (value.is_number_integer())
        return value.get<std::int64_t>();
    return std::nullopt;
}

/// "line 3, column 14" of a byte offset.
Words place_of(std::string_view text, std::size_t byte)
{
    const std::string_view before = text.substr(0, std::min(byte, text.size()));
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t start = before.rfind('\n');
    const std::size_t column = start == std::string_view::npos ? before.size() : before.size() - start - 1;
    return words("line {1}, column {2}", line, std::max<std::size_t>(column, 1));
}

} // namespace

Result<std::string> read_text(const std::filesystem::path& path)
{
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    if (!std::filesystem::exists(status))
        return failure(words("no such file"), path.string());
    if (!std::filesystem::is_regular_file(status))
        return failure(std::filesystem::is_directory(status) ? words("expected a file, found a folder")
                                                             : words("expected a file, found a device or pipe"),
            path.string());
    std::ifstream in(path, std::ios::binary);
    if (!in)
        return failure(words("cannot be opened: {1}", std::strerror(errno)), path.string());
    std::string text;
    char part[65536];
    while (in.read(part, sizeof part) || in.gcount() > 0) {
        text.append(part, static_cast<std::size_t>(in.gcount()));
        if (text.size() > max_text_bytes)
            return failure(words("expected at most {1} MiB, found a larger file", max_text_bytes >> 20), path.string());
    }
    if (in.bad())
        return failure(words("cannot be read: {1}", std::strerror(errno)), path.string());
    return text;
}

Result<json> parse_json(std::string_view text, const std::string& file)
{
    bool too_deep = false;
    const auto keep = [&too_deep](int depth, json::parse_event_t, json&) {
        too_deep = too_deep || depth > max_depth;
        return !too_deep;
    };
    const Words limit = words("expected at most {1} levels of nesting, found more", max_depth);
    try {
        json value = json::parse(text.begin(), text.end(), keep);
        if (too_deep)
            return failure(limit, file);
        return value;
    } catch (const json::parse_error& error) {
        if (too_deep)
            return failure(limit, file);
        std::string what = error.what();
        if (const auto column = what.find(", column "); column != std::string::npos)
            if (const auto colon = what.find(": ", column); colon != std::string::npos)
                what = what.substr(colon + 2);
        return failure(words("expected JSON: {1}", excerpt(what)), file, place_of(text, error.byte));
    } catch (const json::exception& error) { // a number that no double holds
        return failure(words("expected JSON: {1}", excerpt(error.what())), file);
    }
}

Words found(const json* value)
{
    if (!value)
        return words("nothing");
    switch (value->type()) {
    case json::value_t::null:
        return as_is("null");
    case json::value_t::boolean:
        return as_is(value->get<bool>() ? "true" : "false");
    case json::value_t::string: {
        constexpr std::size_t most = 60;
        const auto& text = value->get_ref<const std::string&>();
        return text.size() <= most ? words("the text \"{1}\"", text) : words("a text of {1} bytes", text.size());
    }
    case json::value_t::array:
        return words("a list of {1}", value->size());
    case json::value_t::object:
        return words("an object");
    case json::value_t::number_integer:
        return as_is(std::to_string(value->get<std::int64_t>()));
    case json::value_t::number_unsigned:
        return as_is(std::to_string(value->get<std::uint64_t>()));
    case json::value_t::number_float:
        return as_is(rope::shown(value->get<double>()));
    default:
        return words("something else");
    }
}

Fields::Fields(const json& object, std::string path)
    : m_object(object)
    , m_path(std::move(path))
{
    if (!m_object.is_object())
        m_error = Error{ words("expected an object, found {1}", found(&m_object)), {},
            m_path.empty() ? Words() : at_key(m_path), false };
}

bool Fields::present(std::string_view key) const
{
    return m_object.is_object() && m_object.contains(key);
}

bool Fields::has(std::string_view key) const
{
    return find(key) != nullptr;
}

const json* Fields::find(std::string_view key) const
{
    if (!m_object.is_object())
        return nullptr;
    const auto it = m_object.find(key);
    return it == m_object.end() || it->is_null() ? nullptr : &*it;
}

std::string Fields::at(std::string_view key) const
{
    const std::string name = excerpt(key);
    return m_path.empty() ? name : m_path + "." + name;
}

std::int64_t Fields::whole(
    std::string_view key, std::int64_t least, std::int64_t most, std::optional<std::int64_t> fallback)
{
    if (fallback && !has(key))
        return *fallback;
    if (const json* value = find(key))
        if (const auto number = whole_of(*value); number && *number >= least && *number <= most)
            return *number;
    refuse(key, words("a whole number from {1} to {2}", least, most));
    return fallback.value_or(least);
}

double Fields::number(std::string_view key, double least, double most, std::optional<double> fallback)
{
    if (fallback && !has(key))
        return *fallback;
    if (const json* value = find(key); value && value->is_number())
        if (const double number = value->get<double>(); number >= least && number <= most)
            return number;
    refuse(key, words("a number from {1} to {2}", least, most));
    return fallback.value_or(least);
}

double Fields::positive(std::string_view key, std::optional<double> fallback)
{
    if (fallback && !has(key))
        return *fallback;
    if (const json* value = find(key); value && value->is_number())
        if (const double number = value->get<double>(); number > 0.0 && std::isfinite(number))
            return number;
    refuse(key, words("a number above 0"));
    return fallback.value_or(1.0);
}

std::string Fields::text(std::string_view key, std::optional<std::string> fallback)
{
    if (fallback && !has(key))
        return *fallback;
    if (const json* value = find(key); value && value->is_string())
        return value->get<std::string>();
    refuse(key, words("a text"));
    return fallback.value_or("");
}

bool Fields::flag(std::string_view key, std::optional<bool> fallback)
{
    if (fallback && !has(key))
        return *fallback;
    if (const json* value = find(key); value && value->is_boolean())
        return value->get<bool>();
    refuse(key, words("true or false"));
    return fallback.value_or(false);
}

std::vector<double> Fields::positives(std::string_view key)
{
    const json* values = list(key);
    std::vector<double> out;
    for (std::size_t i = 0; values && i < values->size(); ++i) {
        const json& value = (*values)[i];
        const double number = value.is_number() ? value.get<double>() : 0.0;
        if (!(number > 0.0) || !std::isfinite(number)) {
            fail(Error{ words("expected a number above 0, found {1}", found(&value)), {},
                at_key(at(key) + "[" + std::to_string(i) + "]"), false });
            return {};
        }
        out.push_back(number);
    }
    return out;
}

const json* Fields::object(std::string_view key)
{
    const json* value = find(key);
    if (value && value->is_object())
        return value;
    refuse(key, words("an object"));
    return nullptr;
}

const json* Fields::list(std::string_view key)
{
    const json* value = find(key);
    if (value && value->is_array())
        return value;
    refuse(key, words("a list"));
    return nullptr;
}

void Fields::refuse(std::string_view key, const Words& expected)
{
    const auto it = m_object.is_object() ? m_object.find(key) : m_object.end();
    fail(Error{ words("expected {1}, found {2}", expected, found(it == m_object.end() ? nullptr : &*it)), {},
        place(key), false });
}

void Fields::fail(Error error)
{
    if (!m_error)
        m_error = std::move(error);
}

tl::unexpected<Error> Fields::failure_in(const std::string& file) const
{
    Error error = m_error.value_or(Error{});
    error.file = file;
    return tl::unexpected(std::move(error));
}

std::vector<std::string> Fields::unknown(std::span<const std::string_view> known) const
{
    std::vector<std::string> out;
    if (m_object.is_object())
        for (const auto& item : m_object.items())
            if (std::find(known.begin(), known.end(), item.key()) == known.end())
                out.push_back(item.key());
    return out;
}

} // namespace ropewalk::formats
