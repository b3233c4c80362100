// SPDX-License-Identifier: Apache-2.0
#include "core/text/demo_corpus.h"
#include "core/text/demo_world.h"
#include "core/text/questions/question_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ropewalk::text {

namespace {

using namespace demo_world;

constexpr std::uint64_t question_seed = 3ull << 40; // apart from every split of the corpus
constexpr int bundled_questions = 240;
constexpr int other_choices = 3;

/// Something told in a text: what it begins with and how it goes on.
struct Told
{
    std::string subject, rest;
};

template <class T>
void shuffle(Draws& draws, std::vector<T>& items)
{
    for (std::size_t i = items.size(); i > 1; --i)
        std::swap(items[i - 1], items[draws.below(i)]);
}

/// Of each pool other words every time.
std::vector<std::string> different(Draws& draws, Words words, int count)
{
    std::vector<std::string> out(words.begin(), words.end());
    shuffle(draws, out);
    out.resize(static_cast<std::size_t>(count));
    return out;
}

std::vector<Told> facts(Draws& draws)
{
    const auto things_told = different(draws, things, 1 + other_choices);
    const auto places_told = different(draws, places, 1 + other_choices);
    std::vector<Told> out;
    for (std::size_t i = 0; i < things_told.size(); ++i)
        out.push_back({"The " + std::string(draws.one(kinds)) + " " + things_told[i],
            "is in the " + std::string(draws.one(sides)) + " " + places_told[i] + " with "
                + std::string(draws.one(names)) + "."});
    return out;
}

std::vector<Told> songs(Draws& draws)
{
    std::vector<Told> out;
    for (const std::string& singer : different(draws, names, 1 + other_choices))
        out.push_back({singer + " sings:", song(draws) + "."});
    return out;
}

/// The first is the key that holds; no other number stands in the text.
std::vector<Told> keys(Draws& draws)
{
    std::vector<Told> out;
    for (int i = 0; i < 1 + other_choices; ++i)
        out.push_back({"What is the pass key? The pass key is", number(draws) + "."});
    return out;
}

Question question(std::uint64_t seed)
{
    Draws draws(seed);
    const std::size_t kind = draws.below(4); // places twice as often as keys and songs
    std::vector<Told> told = kind == 0 ? keys(draws) : kind == 1 ? songs(draws) : facts(draws);
    std::vector<std::string> sentences;
    if (kind == 0) {
        const std::string number = told.front().rest.substr(0, told.front().rest.size() - 1);
        sentences.push_back("The pass key is " + number + ". Remember it. " + number + " is the pass key.");
    } else {
        for (const Told& one : told)
            sentences.push_back(one.subject + " " + one.rest);
    }
    for (std::size_t more = 8 + draws.below(7); more > 0; --more)
        sentences.push_back(demo_filler(seed * 31 + more, 1));
    shuffle(draws, sentences);
    Question out;
    for (const std::string& sentence : sentences)
        out.prompt += sentence + " ";
    std::string thing = told.front().subject;
    if (kind > 1) {
        thing.front() = 't';
        out.prompt += "Where is " + thing + "? ";
    }
    out.prompt += told.front().subject;
    const std::string right = told.front().rest;
    shuffle(draws, told);
    for (std::size_t i = 0; i < told.size(); ++i) {
        out.choices.push_back(" " + told[i].rest);
        if (told[i].rest == right)
            out.answer = static_cast<int>(i);
    }
    return out;
}

} // namespace

std::vector<Question> demo_questions(int count)
{
    std::vector<Question> out;
    for (int i = 0; i < count; ++i)
        out.push_back(question(question_seed + static_cast<std::uint64_t>(i)));
    return out;
}

std::string demo_questions_file()
{
    std::string out;
    for (const Question& one : demo_questions(bundled_questions)) {
        nlohmann::ordered_json line{{"question", one.prompt}, {"choices", nlohmann::ordered_json::array()}, {"answer", one.answer}};
        for (const std::string& choice : one.choices)
            line["choices"].push_back(choice.substr(1));
        out += line.dump() + "\n";
    }
    return out;
}

} // namespace ropewalk::text
