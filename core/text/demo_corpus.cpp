// SPDX-License-Identifier: Apache-2.0
#include "core/text/demo_corpus.h"

#include "core/text/demo_world.h"

#include <algorithm>
#include <map>
#include <set>

namespace ropewalk::text {

namespace {

using namespace demo_world;

// In a template n and m stand for names, s for a side, p for a place; every other word stands for itself.
constexpr std::array<std::string_view, 12> weather{
    "The wind moved over the $p.",
    "$n walked to the $s $p and came back.",
    "It rained on the $s $p all day.",
    "$n and $m spoke about the weather.",
    "Nobody was at the $p that evening.",
    "$n hummed a slow tune for $m.",
    "A cart rolled past the $s $p.",
    "$n slept until noon.",
    "Fog came in from the sea and hid the $p.",
    "$n mended a net with $m.",
    "Snow lay on the $s $p for a week.",
    "The sun went down behind the $p.",
};

std::string weather_sentence(Draws& draws)
{
    std::string out;
    const std::string_view form = draws.one(weather);
    for (std::size_t i = 0; i < form.size(); ++i) {
        if (form[i] != '$') {
            out += form[i];
            continue;
        }
        switch (form[++i]) {
        case 's': out += draws.one(sides); break;
        case 'p': out += draws.one(places); break;
        default: out += draws.one(names); break;
        }
    }
    return out;
}

std::int64_t count_words(std::string_view text)
{
    return std::count(text.begin(), text.end(), ' ') + 1;
}

/// What a document has told so far and may ask for again.
class Story
{
public:
    explicit Story(Draws& draws)
        : m_draws(draws)
    {
    }

    std::string key_sentence()
    {
        if (m_key.empty() || m_draws.chance(20)) {
            m_key = number(m_draws);
            return "The pass key is " + m_key + ". Remember it. " + m_key + " is the pass key.";
        }
        return "What is the pass key? The pass key is " + m_key + ".";
    }

    std::string fact_sentence()
    {
        if (m_facts.size() < 2 || m_draws.chance(35)) {
            const std::string thing = std::string(m_draws.one(kinds)) + " " + std::string(m_draws.one(things));
            std::string where = "is in the " + std::string(m_draws.one(sides)) + " " + std::string(m_draws.one(places))
                + " with " + std::string(m_draws.one(names)) + ".";
            std::erase_if(m_facts, [&](const auto& fact) { return fact.first == thing; });
            m_facts.emplace_back(thing, where);
            return "The " + thing + " " + where;
        }
        const auto& [thing, where] = m_facts[m_draws.below(m_facts.size())];
        return "Where is the " + thing + "? The " + thing + " " + where;
    }

    std::string song_sentence()
    {
        if (m_songs.empty() || m_draws.chance(35)) {
            const std::string singer(m_draws.one(names));
            m_songs[singer] = song(m_draws);
            return singer + " sings: " + m_songs[singer] + ".";
        }
        auto it = m_songs.begin();
        std::advance(it, static_cast<std::ptrdiff_t>(m_draws.below(m_songs.size())));
        return it->first + " sings: " + it->second + ".";
    }

private:
    Draws& m_draws;
    std::string m_key;
    std::vector<std::pair<std::string, std::string>> m_facts; ///< thing, where it is
    std::map<std::string, std::string> m_songs; ///< singer, song
};

} // namespace

std::string demo_document(std::uint64_t seed, std::int64_t words)
{
    Draws draws(seed);
    Story story(draws);
    constexpr std::array<int, 3> shares{15, 35, 70}; // of weather, in percent
    const int weather_share = shares[draws.below(shares.size())];
    std::string out;
    std::int64_t count = 0;
    const auto tell = [&](std::string_view sentence) {
        out += (out.empty() ? "" : " ");
        out += sentence;
        count += count_words(sentence);
    };
    if (draws.chance(15))
        tell(passkey_task);
    while (count < words) {
        if (draws.chance(weather_share)) {
            tell(weather_sentence(draws));
            continue;
        }
        const std::size_t kind = draws.below(100);
        tell(kind < 30 ? story.key_sentence() : kind < 65 ? story.fact_sentence() : story.song_sentence());
    }
    return out;
}

std::string demo_filler(std::uint64_t seed, std::int64_t words)
{
    Draws draws(seed ^ 0xf111e5ull);
    std::string out;
    std::int64_t count = 0;
    while (count < words) {
        const std::string sentence = weather_sentence(draws);
        out += (out.empty() ? "" : " ") + sentence;
        count += count_words(sentence);
    }
    return out;
}

std::vector<std::string> demo_words()
{
    std::set<std::string> words;
    const auto add_text = [&](std::string_view text) {
        std::string word;
        for (const char c : std::string(text) + " ") {
            if (std::string_view(" .?:").find(c) == std::string_view::npos) {
                word += c;
                continue;
            }
            if (!word.empty() && word.front() != '$')
                words.insert(word);
            if (c != ' ')
                words.insert(std::string(1, c));
            word.clear();
        }
    };
    for (const Words pool : {Words(names), Words(kinds), Words(things), Words(places), Words(sides), Words(weather)})
        for (const std::string_view text : pool)
            add_text(text);
    add_text(passkey_task);
    add_text("The pass key is. Remember it. What is the pass key? Where is the in with. sings: 0 1 2 3 4 5 6 7 8 9");
    return {words.begin(), words.end()};
}

} // namespace ropewalk::text
