// SPDX-License-Identifier: Apache-2.0
#include "core/text/division.h"

#include <algorithm>

namespace ropewalk::text {

namespace {

/// Elements by turns: the first is held out.
Division by_turns(const std::vector<Stretch>& stretches)
{
    Division out;
    for (std::size_t i = 0; i < stretches.size(); ++i)
        (i % 2 == 0 ? out.held_out : out.search).push_back(stretches[i]);
    return out;
}

bool in_order(const Stretch& a, const Stretch& b)
{
    return a.document < b.document || (a.document == b.document && a.from < b.from);
}

std::int64_t size(const Stretch& stretch)
{
    return stretch.to - stretch.from;
}

} // namespace

Division divided(const std::vector<std::int64_t>& tokens)
{
    std::vector<Stretch> stretches = undivided(tokens);
    std::ranges::stable_sort(stretches, std::ranges::greater(), size);
    if (stretches.size() == 1 || (stretches.size() > 1 && size(stretches[0]) > 2 * size(stretches[1]))) {
        const Stretch longest = stretches.front();
        const std::int64_t middle = (longest.to + 1) / 2;
        stretches.front() = {longest.document, 0, middle};
        stretches.insert(stretches.begin() + 1, {longest.document, middle, longest.to});
    }
    Division out = by_turns(stretches);
    std::ranges::sort(out.held_out, in_order);
    std::ranges::sort(out.search, in_order);
    return out;
}

Division divided_by_windows(const std::vector<std::int64_t>& tokens, std::int64_t step)
{
    std::vector<Stretch> long_enough = undivided(tokens);
    std::erase_if(long_enough, [&](const Stretch& stretch) { return size(stretch) < step; });
    if (long_enough.size() != 1)
        return by_turns(long_enough);
    const Stretch alone = long_enough.front();
    std::vector<Stretch> windows;
    for (std::int64_t from = 0; from + step <= alone.to; from += step)
        windows.push_back({alone.document, from, from + step});
    return by_turns(windows);
}

std::vector<Stretch> undivided(const std::vector<std::int64_t>& tokens)
{
    std::vector<Stretch> out;
    for (std::size_t i = 0; i < tokens.size(); ++i)
        out.push_back({i, 0, tokens[i]});
    return out;
}

std::vector<std::int64_t> lengths_of(const Documents& documents)
{
    std::vector<std::int64_t> out;
    for (const Document& document : documents.each)
        out.push_back(std::ssize(document.ids));
    return out;
}

std::int64_t windows_in(const std::vector<Stretch>& stretches, std::optional<Token> bos, std::int64_t length)
{
    std::int64_t out = 0;
    for (const Stretch& stretch : stretches)
        out += windows_in(size(stretch), bos, length);
    return out;
}

std::vector<Window> interleaved_windows(const Documents& documents, const std::vector<Stretch>& stretches,
    std::optional<Token> bos, std::int64_t length, std::int64_t skip, std::int64_t count)
{
    const std::int64_t step = std::max<std::int64_t>(1, length - (bos ? 1 : 0));
    std::vector<Window> out;
    bool more = true;
    for (std::int64_t number = 0; more; ++number) {
        more = false;
        for (const Stretch& stretch : stretches) {
            if (std::ssize(out) >= count)
                return out;
            if (size(stretch) / step <= number)
                continue;
            more = true;
            if (skip-- > 0)
                continue;
            const Document& document = documents.each[stretch.document];
            const auto from = static_cast<std::size_t>(stretch.from + number * step);
            out.push_back(make_window(
                std::span(document.ids).subspan(from, static_cast<std::size_t>(step)), bos, document.source));
        }
    }
    return out;
}

} // namespace ropewalk::text
