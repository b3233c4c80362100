// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer/json_node.h"

#include "core/excerpt.h"

#include <algorithm>
#include <fstream>

namespace ropewalk::text {

namespace {

constexpr std::uintmax_t largest_file = 512ull << 20;

constexpr int deepest = 64; // of a value in values; a tokenizer needs six

} // namespace

std::string place_of(std::size_t index)
{
    return std::string(1, '[').append(std::to_string(index)).append(1, ']');
}

std::string in_quotes(std::string_view text)
{
    return std::string(1, '"').append(excerpt(text)).append(1, '"');
}

Words in_words(const nlohmann::json& value)
{
    using Kind = nlohmann::json::value_t;
    switch (value.type()) {
    case Kind::null:
        return as_is("null");
    case Kind::object:
        return words("an object");
    case Kind::array:
        return words("an array of {1}", value.size());
    case Kind::string:
        return as_is(in_quotes(value.get_ref<const std::string&>()));
    case Kind::boolean:
        return as_is(value.get<bool>() ? "true" : "false");
    default:
        return words("the number {1}", value.dump());
    }
}

bool JsonNode::has(std::string_view key) const
{
    if (!m_value->is_object())
        refuse_type(words("an object"));
    const auto it = m_value->find(key);
    return it != m_value->end() && !it->is_null();
}

JsonNode JsonNode::at(std::string_view key) const
{
    if (!m_value->is_object())
        refuse_type(words("an object"));
    const auto it = m_value->find(key);
    if (it == m_value->end())
        refuse(words("the key {1} is missing", in_quotes(key)));
    return child(*it, std::string(1, '.').append(key));
}

std::vector<JsonNode> JsonNode::items() const
{
    if (!m_value->is_array())
        refuse_type(words("an array"));
    std::vector<JsonNode> out;
    for (std::size_t i = 0; i < m_value->size(); ++i)
        out.push_back(child((*m_value)[i], place_of(i)));
    return out;
}

std::string JsonNode::string() const
{
    if (!m_value->is_string())
        refuse_type(words("a string"));
    return m_value->get<std::string>();
}

bool JsonNode::boolean() const
{
    if (!m_value->is_boolean())
        refuse_type(words("true or false"));
    return m_value->get<bool>();
}

std::int64_t JsonNode::integer() const
{
    if (!m_value->is_number_integer())
        refuse_type(words("a whole number"));
    if (m_value->is_number_unsigned() && m_value->get<std::uint64_t>() > INT64_MAX)
        refuse_type(words("a number below 2^63"));
    return m_value->get<std::int64_t>();
}

bool JsonNode::boolean(std::string_view key, bool otherwise) const
{
    return has(key) ? at(key).boolean() : otherwise;
}

void JsonNode::only(std::initializer_list<std::string_view> keys) const
{
    for (const auto& [key, value] : m_value->items())
        if (key != "type" && std::find(keys.begin(), keys.end(), key) == keys.end())
            refuse_at(std::string(1, '.').append(key), words("this option of {1} is not supported", type()));
}

void JsonNode::refuse(const Words& message) const
{
    throw Refusal{Error{message, m_file, m_path.empty() ? Words() : at_key(excerpt(m_path))}};
}

void JsonNode::refuse_at(const std::string& below_this, const Words& message) const
{
    throw Refusal{Error{message, m_file, at_key(excerpt(below(below_this)))}};
}

JsonNode JsonNode::child(const nlohmann::json& value, std::string_view place) const
{
    if (m_depth == deepest)
        refuse(words("is nested deeper than {1} levels", deepest));
    return {value, m_file, below(place), m_depth + 1};
}

std::string JsonNode::below(std::string_view key) const
{
    if (m_path.empty())
        return std::string(key.starts_with('.') ? key.substr(1) : key);
    return m_path + std::string(key);
}

void JsonNode::refuse_type(const Words& expected) const
{
    refuse(words("expected {1}, found {2}", expected, in_words(*m_value)));
}

std::string read_file(const std::filesystem::path& file)
{
    const auto refuse = [&](Words message) { throw Refusal{Error{std::move(message), file.string(), {}}}; };
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(file, error);
    if (error)
        refuse(words("cannot be read: {1}", error.message()));
    if (size > largest_file)
        refuse(words("is {1} MiB large; at most 512 MiB are read", size >> 20));
    std::ifstream in(file, std::ios::binary);
    std::string text(size, '\0');
    if (!in.read(text.data(), static_cast<std::streamsize>(size)))
        refuse(words("cannot be read to its end"));
    return text;
}

nlohmann::json read_json(const std::filesystem::path& file)
{
    try {
        return nlohmann::json::parse(read_file(file));
    } catch (const nlohmann::json::exception& problem) {
        const std::string what = problem.what(); // "[json.exception.parse_error.101] parse error at line …"
        const std::size_t begin = what.find("] ");
        const std::string said = excerpt(begin == std::string::npos ? what : what.substr(begin + 2));
        throw Refusal{Error{words("is not valid JSON: {1}", said), file.string(), {}}};
    }
}

} // namespace ropewalk::text
