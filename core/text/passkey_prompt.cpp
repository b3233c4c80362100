// SPDX-License-Identifier: Apache-2.0
#include "core/text/passkey_prompt.h"

#include "core/text/demo_world.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <memory>

namespace ropewalk::text {

namespace {

constexpr std::string_view sentence_ends = ".!?";

/// The SplitMix64 finaliser (Steele, Lea, Flood 2014).
std::uint64_t mixed(std::uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}

/// Counter-based: a hash of everything that names a trial.
std::uint64_t trial_hash(std::uint64_t seed, std::int64_t length, double depth, std::uint64_t trial)
{
    std::uint64_t out = 0;
    const auto depth_bits = std::bit_cast<std::uint64_t>(depth);
    for (const std::uint64_t part : {seed, static_cast<std::uint64_t>(length), depth_bits, trial})
        out = mixed(out + 0x9e3779b97f4a7c15ull + part);
    return out;
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// Sentences end behind . ! ? before a space, and at line ends; spaces around them are dropped.
std::vector<std::string> sentences_of(std::string_view text)
{
    std::vector<std::string> out;
    std::string sentence;
    const auto flush = [&] {
        if (!sentence.empty())
            out.push_back(std::move(sentence));
        sentence.clear();
    };
    for (const char c : text) {
        const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!space)
            sentence += c;
        else if (sentence.empty())
            continue;
        else if (c == '\n' || sentence_ends.find(sentence.back()) != std::string_view::npos)
            flush();
        else if (sentence.back() != ' ')
            sentence += ' ';
    }
    while (sentence.ends_with(' '))
        sentence.pop_back();
    flush();
    return out;
}

std::int64_t count_words(std::string_view sentence)
{
    return std::count(sentence.begin(), sentence.end(), ' ') + 1;
}

/// Ids of a text that stands behind `before` and a space: what the two have more than `before` alone.
std::vector<Token> continued(const Tokenizer& tokenizer, const std::string& before, std::string_view text)
{
    const std::vector<Token> start = tokenizer.encode(before);
    const std::string spaced = std::string(1, ' ').append(text);
    const std::vector<Token> all = tokenizer.encode(before + spaced);
    if (all.size() < start.size() || !std::equal(start.begin(), start.end(), all.begin()))
        return tokenizer.encode(spaced);
    return {all.begin() + std::ssize(start), all.end()};
}

/// Filler of exactly `tokens` tokens, and where in it sentences begin.
struct FillerTokens
{
    std::vector<Token> ids;
    std::vector<std::int64_t> starts; ///< ascending, from 0 to ids.size()
};

Result<FillerTokens> fill(const Tokenizer& tokenizer, const Filler& filler, std::uint64_t seed, std::int64_t tokens,
    const YieldPoint& yield)
{
    FillerTokens out;
    std::vector<std::int64_t> ends;
    for (std::int64_t asked = std::max<std::int64_t>(tokens, 1); std::ssize(out.ids) < tokens; asked *= 2) {
        const std::int64_t had = std::ssize(out.ids);
        out.ids.clear();
        ends.clear();
        if (!keep_going(yield))
            return cancelled();
        const std::string text = filler(seed, asked);
        if (std::any_of(text.begin(), text.end(), is_digit))
            return failure(words("the filler of a passkey prompt holds a number, which could be taken for the key"));
        for (const std::string& sentence : sentences_of(text)) {
            if (!keep_going(yield))
                return cancelled();
            const std::vector<Token> ids = continued(tokenizer, ".", sentence);
            out.ids.insert(out.ids.end(), ids.begin(), ids.end());
            ends.push_back(std::ssize(out.ids));
            if (ends.back() >= tokens)
                break;
        }
        if (std::ssize(out.ids) <= had && had < tokens)
            return failure(words("the filler of a passkey prompt has only {1} tokens; {2} are needed", had, tokens));
    }
    const std::int64_t surplus = std::ssize(out.ids) - tokens;
    out.ids.erase(out.ids.begin(), out.ids.begin() + surplus);
    out.starts.push_back(0);
    for (const std::int64_t end : ends)
        if (end > surplus)
            out.starts.push_back(end - surplus);
    return out;
}

/// A key, whose it is where there are several (" of Amra"), and where it is told.
struct HiddenKey
{
    std::string key, owner;
    double depth = 0;
    std::vector<Token> telling;
};

/// The first is the one that is asked for.
std::vector<HiddenKey> hidden_keys(const Tokenizer& tokenizer, std::uint64_t hash, double depth, int count)
{
    std::vector<HiddenKey> out;
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(count); ++i) {
        HiddenKey one;
        std::uint64_t number = i == 0 ? hash : mixed(hash + i);
        const auto taken = [&] { return std::ranges::any_of(out, [&](const HiddenKey& o) { return o.key == one.key; }); };
        do
            one.key = std::to_string(10000 + number++ % 90000);
        while (taken());
        if (count > 1) {
            one.owner = " of " + std::string(demo_world::names[(hash + i) % demo_world::names.size()]);
            one.depth = std::fmod(depth + static_cast<double>(i) / count, 1.0);
        }
        if (i == 0)
            one.depth = depth;
        one.telling = continued(tokenizer, ".",
            "The pass key" + one.owner + " is " + one.key + ". Remember it. " + one.key + " is the pass key" + one.owner
                + ".");
        out.push_back(std::move(one));
    }
    return out;
}

} // namespace

Result<Filler> filler_of_text(std::string_view text, const std::string& source)
{
    std::vector<std::string> sentences = sentences_of(text);
    std::erase_if(sentences, [](const std::string& sentence) {
        return std::any_of(sentence.begin(), sentence.end(), is_digit)
            || sentence.find("pass key") != std::string::npos;
    });
    if (sentences.empty())
        return failure(words("no sentence without a number is left to fill passkey prompts with"), source);
    const auto shared = std::make_shared<const std::vector<std::string>>(std::move(sentences));
    return [shared](std::uint64_t seed, std::int64_t words) {
        std::string out;
        std::int64_t count = 0;
        for (std::size_t i = mixed(seed) % shared->size(); count < words; i = (i + 1) % shared->size()) {
            out += out.empty() ? "" : "\n";
            out += (*shared)[i];
            count += count_words((*shared)[i]);
        }
        return out;
    };
}

Result<PasskeyPrompt> passkey_prompt(const Tokenizer& tokenizer, std::optional<Token> bos, std::int64_t length,
    double depth, std::uint64_t trial, std::uint64_t seed, const Filler& filler, int keys, const YieldPoint& yield)
{
    if (!(depth >= 0 && depth <= 1))
        return failure(words("the depth of a pass key is from 0 to 1, not {1}", depth));
    if (keys < 1 || keys > most_keys)
        return failure(words("expected 1 to {1} pass keys, found {2}", most_keys, keys), {}, "keys");
    const std::uint64_t hash = trial_hash(seed, length, depth, trial);
    const std::vector<HiddenKey> hidden = hidden_keys(tokenizer, hash, depth, keys);
    PasskeyPrompt out;
    out.key = hidden.front().key;
    const std::string subject = "pass key" + hidden.front().owner;
    const std::string question = "What is the " + subject + "? The " + subject + " is";
    out.answer = continued(tokenizer, question, out.key);
    out.answer_budget = std::ssize(out.answer) + 2; // two tokens more show that the number has ended

    const std::vector<Token> task = tokenizer.encode(passkey_task);
    const std::vector<Token> asking = continued(tokenizer, ".", question);
    std::int64_t fixed = (bos ? 1 : 0) + std::ssize(task) + std::ssize(asking) + out.answer_budget;
    for (const HiddenKey& one : hidden)
        fixed += std::ssize(one.telling);
    if (length < fixed)
        return failure(
            words("a passkey prompt takes {1} tokens without any filler; {2} were asked for", fixed, length));
    const auto filling = fill(tokenizer, filler, mixed(hash), length - fixed, yield);
    if (!filling)
        return tl::unexpected(filling.error());

    std::multimap<std::int64_t, const HiddenKey*> places; // the end of a sentence that is nearest
    for (const HiddenKey& one : hidden) {
        const double wanted = one.depth * static_cast<double>(filling->ids.size());
        const auto distance = [&](std::int64_t start) { return std::abs(static_cast<double>(start) - wanted); };
        places.emplace(*std::min_element(filling->starts.begin(), filling->starts.end(),
                           [&](std::int64_t a, std::int64_t b) { return distance(a) < distance(b); }),
            &one);
    }
    const auto append = [&](std::span<const Token> ids) { out.ids.insert(out.ids.end(), ids.begin(), ids.end()); };
    const std::span<const Token> all(filling->ids);
    if (bos)
        out.ids.push_back(*bos);
    append(task);
    std::size_t told = 0;
    for (const auto& [place, one] : places) {
        append(all.subspan(told, static_cast<std::size_t>(place) - told));
        append(one->telling);
        told = static_cast<std::size_t>(place);
    }
    append(all.subspan(told));
    append(asking);
    return out;
}

std::string first_number(std::string_view generated)
{
    const auto begin = std::find_if(generated.begin(), generated.end(), is_digit);
    return {begin, std::find_if_not(begin, generated.end(), is_digit)};
}

} // namespace ropewalk::text
