// SPDX-License-Identifier: Apache-2.0
#include "core/protocol/words_json.h"

#include <optional>

namespace ropewalk::protocol {

namespace {

using nlohmann::json;

constexpr int most_digits = 100;

const char* key_of(Number::Form form)
{
    return form == Number::Form::decimals ? "decimals" : "significant";
}

json to_json(const Number& value)
{
    json out{{"number", value.value}};
    if (value.form != Number::Form::shortest)
        out[key_of(value.form)] = value.digits;
    return out;
}

json to_json(const Words& value)
{
    return words_to_json(value);
}

json to_json(const std::vector<Words>& list)
{
    return words_to_json(list);
}

template <class T>
json to_json(const T& value)
{
    return value;
}

std::optional<Argument> number_from_json(const json& object)
{
    const json& value = object["number"];
    if (!value.is_number())
        return std::nullopt;
    Number out{value.get<double>()};
    for (const auto form : {Number::Form::significant, Number::Form::decimals})
        if (const auto digits = object.find(key_of(form)); digits != object.end()) {
            if (!digits->is_number_integer() || *digits < 0 || *digits > most_digits)
                return std::nullopt;
            out.form = form;
            out.digits = digits->get<int>();
        }
    return out;
}

std::optional<Argument> argument_from_json(const json& value)
{
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_number_unsigned())
        return value.get<std::uint64_t>();
    if (value.is_number_integer())
        return value.get<std::int64_t>();
    if (value.is_object() && value.contains("number"))
        return number_from_json(value);
    if (value.is_array()) {
        std::vector<Words> list(value.size());
        return read_words(value, list) ? std::optional<Argument>(std::move(list)) : std::nullopt;
    }
    Words words;
    return read_words(value, words) ? std::optional<Argument>(std::move(words)) : std::nullopt;
}

} // namespace

bool has_more_than_text(const Words& value)
{
    return value != as_is(value.text());
}

json words_to_json(const Words& value)
{
    json values = json::array();
    for (const Argument& argument : value.arguments())
        values.push_back(std::visit([](const auto& one) { return to_json(one); }, argument.value));
    return {{"pattern", value.pattern()}, {"values", std::move(values)}};
}

json words_to_json(const std::vector<Words>& list)
{
    json out = json::array();
    for (const Words& item : list)
        out.push_back(words_to_json(item));
    return out;
}

json without_words(json message)
{
    if (message.is_object()) {
        std::erase_if(message.get_ref<json::object_t&>(),
            [](const auto& member) { return member.first.ends_with(words_suffix); });
        for (auto& [key, value] : message.items())
            value = without_words(std::move(value));
    } else if (message.is_array()) {
        for (json& value : message)
            value = without_words(std::move(value));
    }
    return message;
}

bool read_words(const json& value, Words& out)
{
    if (!value.is_object())
        return false;
    const auto pattern = value.find("pattern");
    const auto values = value.find("values");
    if (pattern == value.end() || !pattern->is_string() || values == value.end() || !values->is_array())
        return false;
    std::vector<Argument> arguments;
    for (const json& one : *values) {
        auto argument = argument_from_json(one);
        if (!argument)
            return false;
        arguments.push_back(std::move(*argument));
    }
    out = Words(pattern->get<std::string>(), std::move(arguments));
    return true;
}

bool read_words(const json& value, std::vector<Words>& out)
{
    if (!value.is_array() || value.size() != out.size())
        return false;
    std::vector<Words> list(out.size());
    for (std::size_t i = 0; i < list.size(); ++i)
        if (!read_words(value[i], list[i]))
            return false;
    out = std::move(list);
    return true;
}

} // namespace ropewalk::protocol
