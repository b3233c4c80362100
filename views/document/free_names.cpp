// SPDX-License-Identifier: GPL-3.0-only
#include "views/document/free_names.h"

#include "views/plots/marks/set_mark.h"

#include "core/rope/set_words.h"

#include <algorithm>

namespace ropewalk::views {

namespace {

constexpr std::string_view baselineIds[]{ "none", "pi", "ntk", "yarn" };

bool isFound(const rope::FactorSet& set)
{
    return set.id.starts_with("found") || set.origin.starts_with("evolution");
}

/// The number at the end of an id, which tells sets of a kind apart, also by colour; 1 where there is none.
int numberOf(const std::string& id)
{
    const std::size_t last = id.find_last_not_of("0123456789");
    return std::max(1, QString::fromStdString(id.substr(last + 1)).toInt());
}

} // namespace

std::string freeId(const project::Project& project, const rope::FactorSet& set)
{
    // A baseline's stays the baseline's: one that was dragged out and comes back is a set like others.
    const bool ofBaseline = std::ranges::find(baselineIds, set.id) != std::end(baselineIds);
    const bool own = std::ranges::any_of(project.sets, [&](const rope::FactorSet& other) { return other.id == set.id; });
    if (!set.id.empty() && !ofBaseline && !own)
        return set.id;
    const bool found = isFound(set);
    const auto taken = [&](int number) {
        return std::any_of(project.sets.begin(), project.sets.end(), [&](const rope::FactorSet& other) {
            const bool otherFound = other.id.starts_with("found");
            return otherFound == found && !other.id.starts_with("shipped") && numberOf(other.id) == number;
        });
    };
    // Of the numbers that are free the one whose colour stands for the fewest sets.
    const auto name = [found](int number) { return (found ? "found-" : "set-") + std::to_string(number); };
    const auto colour = [](const std::string& id) { return lookOf(QString::fromStdString(id)).colour; };
    const auto alike = [&](int number) {
        return std::count_if(project.sets.begin(), project.sets.end(),
            [&](const rope::FactorSet& other) { return colour(other.id) == colour(name(number)); });
    };
    int best = 0, number = 1;
    for (int seen = 0; seen < setColours; ++number) {
        if (taken(number))
            continue;
        ++seen;
        if (best == 0 || alike(number) < alike(best))
            best = number;
    }
    return name(best);
}

void takeFreeName(const project::Project& project, rope::FactorSet& set)
{
    const auto taken = [&](const std::string& name) {
        return std::any_of(project.sets.begin(), project.sets.end(),
            [&](const rope::FactorSet& other) { return other.name == name; });
    };
    if (!isFound(set) || !taken(set.name))
        return;
    const std::string name = set.name;
    int number = 2;
    while (taken(name + ' ' + std::to_string(number)))
        ++number;
    if (set.default_name && name == "found")
        rope::name_by_default(set, words("found {1}", number));
    else
        set.name = name + ' ' + std::to_string(number);
}

} // namespace ropewalk::views
