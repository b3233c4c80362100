// SPDX-License-Identifier: Apache-2.0
#include "core/text/demo_tokenizer.h"

#include "core/text/demo_corpus.h"

#include <array>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

namespace ropewalk::text {

namespace {

using Pair = std::pair<std::string, std::string>;
using Json = nlohmann::ordered_json;

constexpr std::string_view space_mark = "\u2581"; // ▁

struct SplitWord
{
    std::vector<std::string> pieces;
    long count = 0;
};

std::vector<std::string> characters(const std::string& word)
{
    std::vector<std::string> out;
    for (const char c : word) {
        if ((static_cast<unsigned char>(c) & 0xc0) == 0x80)
            out.back() += c; // a continuation byte of the same character
        else
            out.emplace_back(1, c);
    }
    return out;
}

bool mergeable(const std::string& piece)
{
    return piece.size() != 1 || std::isalpha(static_cast<unsigned char>(piece.front()));
}

void merge(SplitWord& word, const Pair& pair)
{
    std::vector<std::string> out;
    for (std::size_t i = 0; i < word.pieces.size(); ++i) {
        if (i + 1 < word.pieces.size() && word.pieces[i] == pair.first && word.pieces[i + 1] == pair.second)
            out.push_back(pair.first + pair.second), ++i;
        else
            out.push_back(word.pieces[i]);
    }
    word.pieces = std::move(out);
}

/// The most frequent pair that may be merged; an empty one when nothing is left.
Pair next_merge(const std::vector<SplitWord>& words)
{
    std::map<Pair, long> counts;
    for (const SplitWord& word : words)
        for (std::size_t i = 0; i + 1 < word.pieces.size(); ++i)
            if (mergeable(word.pieces[i]) && mergeable(word.pieces[i + 1]))
                counts[{word.pieces[i], word.pieces[i + 1]}] += word.count;
    Pair best;
    long most = 0;
    for (const auto& [pair, count] : counts)
        if (count > most)
            best = pair, most = count;
    return best;
}

/// The words of a text as the tokenizer sees them: ▁ before a word that a space stood before, marks and digits apart.
std::map<std::string, long> count_marked_words(std::string_view text)
{
    std::map<std::string, long> counts;
    std::string word(space_mark);
    const auto flush = [&] {
        if (!word.empty())
            ++counts[word];
        word.clear();
    };
    for (const char c : text) {
        if (c == ' ') {
            flush();
            word = space_mark;
        } else if (std::isalpha(static_cast<unsigned char>(c))) {
            word += c;
        } else {
            flush();
            ++counts[std::string(1, c)];
        }
    }
    flush();
    return counts;
}

} // namespace

std::string byte_pair_tokenizer_json(const std::vector<std::pair<std::string, long>>& words)
{
    constexpr std::array<std::string_view, 3> specials{"<unk>", "<s>", "</s>"};
    Json vocabulary = Json::object();
    int next = 0;
    const auto add = [&](const std::string& piece) {
        if (!vocabulary.contains(piece))
            vocabulary[piece] = next++;
    };
    for (const std::string_view special : specials)
        add(std::string(special));
    constexpr std::string_view hex = "0123456789ABCDEF";
    for (std::size_t byte = 0; byte < 256; ++byte)
        add(std::string("<0x") + hex[byte / 16] + hex[byte % 16] + ">");

    std::vector<SplitWord> split;
    std::set<std::string> alphabet{std::string(space_mark)};
    for (const auto& [word, count] : words) {
        split.push_back({characters(word), count});
        alphabet.insert(split.back().pieces.begin(), split.back().pieces.end());
    }
    for (const std::string& character : alphabet)
        add(character);

    Json merges = Json::array();
    for (Pair pair = next_merge(split); !pair.first.empty(); pair = next_merge(split)) {
        for (SplitWord& word : split)
            merge(word, pair);
        merges.push_back(Json::array({pair.first, pair.second}));
        add(pair.first + pair.second);
    }

    Json added = Json::array();
    for (std::size_t i = 0; i < specials.size(); ++i)
        added.push_back({{"id", i}, {"content", specials[i]}, {"single_word", false}, {"lstrip", false},
            {"rstrip", false}, {"normalized", false}, {"special", true}});
    const std::string mark(space_mark);
    const Json bos = {{"SpecialToken", {{"id", "<s>"}, {"type_id", 0}}}};
    const Json text_a = {{"Sequence", {{"id", "A"}, {"type_id", 0}}}};
    const Json text_b = {{"Sequence", {{"id", "B"}, {"type_id", 1}}}};
    const Json file = {
        {"version", "1.0"},
        {"truncation", nullptr},
        {"padding", nullptr},
        {"added_tokens", added},
        {"normalizer",
            {{"type", "Sequence"},
                {"normalizers",
                    Json::array({{{"type", "Prepend"}, {"prepend", mark}},
                        {{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", mark}}})}}},
        {"pre_tokenizer", nullptr},
        {"post_processor",
            {{"type", "TemplateProcessing"}, {"single", Json::array({bos, text_a})},
                {"pair", Json::array({bos, text_a, bos, text_b})},
                {"special_tokens", {{"<s>", {{"id", "<s>"}, {"ids", Json::array({1})}, {"tokens", Json::array({"<s>"})}}}}}}},
        {"decoder",
            {{"type", "Sequence"},
                {"decoders",
                    Json::array({{{"type", "Replace"}, {"pattern", {{"String", mark}}}, {"content", " "}},
                        {{"type", "ByteFallback"}}, {{"type", "Fuse"}},
                        {{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}}})}}},
        {"model",
            {{"type", "BPE"}, {"dropout", nullptr}, {"unk_token", "<unk>"}, {"continuing_subword_prefix", nullptr},
                {"end_of_word_suffix", nullptr}, {"fuse_unk", true}, {"byte_fallback", true},
                {"ignore_merges", false}, {"vocab", vocabulary}, {"merges", merges}}},
    };
    return file.dump(1) + "\n";
}

std::string demo_tokenizer_json()
{
    std::map<std::string, long> counts;
    constexpr std::uint64_t sample = 400; // documents; enough that every word occurs
    for (std::uint64_t seed = 0; seed < sample; ++seed)
        for (const auto& [word, count] : count_marked_words(demo_document(seed, 250)))
            counts[word] += count;
    for (const std::string& word : demo_words())
        ++counts[std::isalpha(static_cast<unsigned char>(word.front())) ? std::string(space_mark) + word : word];
    return byte_pair_tokenizer_json({counts.begin(), counts.end()});
}

} // namespace ropewalk::text
