// SPDX-License-Identifier: Apache-2.0
#include "core/words.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace ropewalk {

namespace {

/// What as_is() is made of: a place and nothing to translate.
constexpr std::string_view only_a_place = "{1}";

constexpr int most_digits = 100;

std::string to_text(const std::string& value)
{
    return value;
}

std::string to_text(std::int64_t value)
{
    return std::to_string(value);
}

std::string to_text(std::uint64_t value)
{
    return std::to_string(value);
}

template <class T>
std::string to_text(const T& value)
{
    return value.text();
}

std::string to_text(const std::vector<Words>& list)
{
    std::string out;
    for (const Words& item : list)
        out += (out.empty() ? "" : ", ") + item.text();
    return out;
}

} // namespace

std::string Number::text() const
{
    char text[512]; // the largest double has 309 digits
    char* const end = text + sizeof text;
    const double size = std::abs(value);
    const bool plain = size == 0.0 || (size >= 1e-4 && size < 1e15);
    if (form == Form::shortest)
        return {text, std::to_chars(text, end, value, plain ? std::chars_format::fixed : std::chars_format::general).ptr};
    const auto how = form == Form::decimals ? std::chars_format::fixed : std::chars_format::general;
    return {text, std::to_chars(text, end, value, how, std::clamp(digits, 0, most_digits)).ptr};
}

Words::Words(std::string pattern, std::vector<Argument> arguments)
    : m_pattern(std::move(pattern))
    , m_arguments(std::move(arguments))
{
}

std::string Words::text() const
{
    std::vector<std::string> values;
    for (const Argument& argument : m_arguments)
        values.push_back(argument.text());
    return filled(m_pattern, values);
}

bool Words::operator==(const Words& other) const
{
    return m_pattern == other.m_pattern && m_arguments == other.m_arguments;
}

Argument::Argument(Number number)
{
    if (std::isfinite(number.value))
        value = number;
    else
        value = number.text();
}

std::string Argument::text() const
{
    return std::visit([](const auto& one) { return to_text(one); }, value);
}

Words as_is(std::string text)
{
    return text.empty() ? Words() : Words(std::string(only_a_place), {Argument(std::move(text))});
}

std::vector<Words> as_is(const std::vector<std::string>& texts)
{
    std::vector<Words> out;
    for (const std::string& text : texts)
        out.push_back(as_is(text));
    return out;
}

std::vector<std::string> texts(const std::vector<Words>& list)
{
    std::vector<std::string> out;
    for (const Words& item : list)
        out.push_back(item.text());
    return out;
}

std::string filled(std::string_view pattern, const std::vector<std::string>& values)
{
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool place = pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}' && pattern[i + 1] >= '1'
            && pattern[i + 1] <= '9';
        const auto index = place ? static_cast<std::size_t>(pattern[i + 1] - '1') : values.size();
        if (index < values.size()) {
            out += values[index];
            i += 2;
        } else {
            out += pattern[i];
        }
    }
    return out;
}

} // namespace ropewalk
