// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace ropewalk {

/// A number as a sentence shows it: the shortest text that reads back as the same value, with an exponent only where it
/// is very large or very small; or with so many digits.
struct Number
{
    enum class Form { shortest, significant, decimals };

    double value = 0; ///< finite
    Form form = Form::shortest;
    int digits = 0; ///< of significant and decimals
    std::string text() const; ///< in the C locale
    bool operator==(const Number&) const = default;
};

struct Argument;

template <class T>
inline constexpr bool is_count = std::is_integral_v<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, char>;

/// A sentence or a part of one, for a person: an English pattern with the places {1} to {9} and what stands in them. So
/// text() is English anywhere, and whoever has a catalogue finds the pattern in it and fills the same places.
class Words
{
public:
    Words() = default; ///< nothing to say
    /// Of words that came from elsewhere. What is written here is made by words(), which checks the pattern.
    Words(std::string pattern, std::vector<Argument> arguments);

    bool empty() const { return m_pattern.empty(); }
    const std::string& pattern() const { return m_pattern; }
    const std::vector<Argument>& arguments() const { return m_arguments; }
    std::string text() const; ///< in English
    bool operator==(const Words& other) const;

private:
    std::string m_pattern;
    std::vector<Argument> m_arguments;
};

/// What stands in a place: a text that is the same in every language (a name, a path, what a library said), a number,
/// other words, or a list of words, shown with commas.
struct Argument
{
    using Value = std::variant<std::string, std::int64_t, std::uint64_t, Number, Words, std::vector<Words>>;
    Value value; ///< unsigned only above what a signed one holds

    Argument(std::string text)
        : value(std::move(text))
    {
    }
    Argument(std::string_view text)
        : value(std::string(text))
    {
    }
    Argument(const char* text)
        : value(std::string(text))
    {
    }
    template <class T, std::enable_if_t<is_count<T>, int> = 0>
    Argument(T number)
    {
        if (std::in_range<std::int64_t>(number))
            value = static_cast<std::int64_t>(number);
        else
            value = static_cast<std::uint64_t>(number);
    }
    Argument(double number)
        : Argument(Number{number})
    {
    }
    Argument(Number number); ///< one that is not finite becomes a text
    Argument(Words words)
        : value(std::move(words))
    {
    }
    Argument(std::vector<Words> list)
        : value(std::move(list))
    {
    }
    std::string text() const; ///< in English
    bool operator==(const Argument&) const = default;
};

/// What words() takes: a literal whose places {1} … {count} are all there, and no others. Anything else does not compile.
template <std::size_t count>
struct Pattern
{
    template <std::size_t size>
    consteval Pattern(const char (&literal)[size])
        : text(literal, size - 1)
    {
        bool used[9] = {};
        for (std::size_t i = 0; i + 2 < text.size(); ++i)
            if (text[i] == '{' && text[i + 1] >= '1' && text[i + 1] <= '9' && text[i + 2] == '}')
                used[text[i + 1] - '1'] = true;
        for (std::size_t i = 0; i < 9; ++i)
            if (used[i] != (i < count))
                throw "the places of the pattern are not those of the arguments";
    }

    std::string_view text;
};

/// words("expected {1} values, found {2}", n, m). The pattern is a literal in the call itself, where translators' texts
/// are collected from (packaging/translations/patterns.py).
template <class... Arguments>
Words words(Pattern<sizeof...(Arguments)> pattern, Arguments&&... arguments)
{
    return {std::string(pattern.text), {Argument(std::forward<Arguments>(arguments))...}};
}

/// A text that is the same in every language.
Words as_is(std::string text);
std::vector<Words> as_is(const std::vector<std::string>& texts);

/// Each in English.
std::vector<std::string> texts(const std::vector<Words>& list);

/// A pattern with its places filled; a place that has no value stays as it is.
std::string filled(std::string_view pattern, const std::vector<std::string>& values);

} // namespace ropewalk
