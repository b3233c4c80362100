// SPDX-License-Identifier: Apache-2.0
#include "core/rope/set_words.h"

#include <charconv>
#include <optional>
#include <string_view>

namespace ropewalk::rope {
namespace {

/// What the program calls sets. A value stands for its kind: a number, a text, or another of these names.
const std::vector<Words>& default_names()
{
    static const std::vector<Words> all{
        words("mine"),
        words("found"),
        words("found {1}", 0),
        words("best so far"),
        words("as shipped"),
        words("as shipped, short"),
        words("as shipped, long"),
        words("candidate {1}", 0),
        words("{1} copy", Words()),
        words("none"),
    };
    return all;
}

/// What the program says of where sets come from; the first that fits is taken.
const std::vector<Words>& own_origins()
{
    static const std::vector<Words> all{
        words("plain RoPE"),
        words("evolution, seed {1}, the best of {2} seeds", "", 0),
        words("evolution, seed {1}", ""),
        words("config.json, {1} at {2}", "", 0),
        words("GGUF, no scaling"),
        words("{1}, iteration {2}", "", 0),
        words("{1} at {2}", "", 0),
    };
    return all;
}

/// The form whose text this is, with what stands in its places; none says: it is as it is.
Words recognised(std::string_view text, const std::vector<Words>& forms);

std::optional<Argument> read_as(const Argument& kind, std::string_view text)
{
    if (std::holds_alternative<Words>(kind.value))
        return recognised(text, default_names());
    if (!std::holds_alternative<std::int64_t>(kind.value))
        return Argument(text);
    // A whole number is shown as it is written: lengths and seeds have no marks between thousands on the screen.
    std::int64_t number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    return code == std::errc() && end == text.data() + text.size() ? std::optional(Argument(text)) : std::nullopt;
}

/// The places of a form stand in their order, with some text between them.
std::optional<Words> read_form(const Words& form, std::string_view text)
{
    std::string_view pattern = form.pattern();
    std::vector<Argument> values;
    for (const Argument& kind : form.arguments()) {
        const std::size_t place = pattern.find('{');
        if (text.substr(0, place) != pattern.substr(0, place))
            return std::nullopt;
        text.remove_prefix(place);
        pattern.remove_prefix(place + std::string_view("{1}").size());
        const std::string_view after = pattern.substr(0, pattern.find('{'));
        const bool last = after.size() == pattern.size();
        if (last && !text.ends_with(after))
            return std::nullopt;
        const std::size_t end = last ? text.size() - after.size() : text.rfind(after);
        auto value = end == std::string_view::npos || end == 0 ? std::nullopt : read_as(kind, text.substr(0, end));
        if (!value)
            return std::nullopt;
        values.push_back(std::move(*value));
        text.remove_prefix(end);
    }
    if (text != pattern)
        return std::nullopt;
    return Words(form.pattern(), std::move(values));
}

Words recognised(std::string_view text, const std::vector<Words>& forms)
{
    for (const Words& form : forms)
        if (auto found = read_form(form, text))
            return std::move(*found);
    return as_is(std::string(text));
}

} // namespace

void name_by_default(FactorSet& set, const Words& name)
{
    set.name = name.text();
    set.default_name = true;
}

Words name_words(const FactorSet& set)
{
    return set.default_name ? recognised(set.name, default_names()) : as_is(set.name);
}

Words origin_words(const FactorSet& set)
{
    return recognised(set.origin, own_origins());
}

} // namespace ropewalk::rope
