// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer/byte_pair_model.h"

#include "core/text/unicode/utf8.h"

#include <algorithm>
#include <cstdio>
#include <queue>

namespace ropewalk::text {

namespace {

constexpr std::size_t boundary_bits = 1 << 20;

std::size_t boundary(char32_t left, char32_t right)
{
    const std::uint64_t pair = (static_cast<std::uint64_t>(left) << 32) | right;
    return static_cast<std::size_t>(pair * 0x9e3779b97f4a7c15ull >> 44);
}
static_assert(boundary_bits == 1ull << (64 - 44));

/// Both spellings of a merge: "left right" and ["left", "right"].
std::pair<std::string, std::string> merge_parts(const nlohmann::json& merge, const JsonNode& merges, std::size_t rank)
{
    if (merge.is_string()) {
        const auto& text = merge.get_ref<const std::string&>();
        const std::size_t space = text.find(' ');
        if (space == std::string::npos || text.find(' ', space + 1) != std::string::npos)
            merges.refuse_at(
                place_of(rank), words("expected two parts with a space between them, found {1}", in_quotes(text)));
        return {text.substr(0, space), text.substr(space + 1)};
    }
    if (!merge.is_array() || merge.size() != 2 || !merge[0].is_string() || !merge[1].is_string())
        merges.refuse_at(
            place_of(rank), words("expected a merge as \"a b\" or [\"a\", \"b\"], found {1}", in_words(merge)));
    return {merge[0].get<std::string>(), merge[1].get<std::string>()};
}

/// A merge that was possible when it was queued.
struct Candidate
{
    std::uint32_t rank;
    std::int32_t position; ///< of the left symbol
    Token result;
    bool operator>(const Candidate& other) const
    {
        return rank != other.rank ? rank > other.rank : position > other.position;
    }
};

struct Symbol
{
    Token id; ///< −1 once it is merged into the one on its left
    std::int32_t previous, next; ///< −1 at the ends
};

} // namespace

BytePairModel BytePairModel::read(const JsonNode& node)
{
    if (node.has("type") && node.type() != "BPE")
        node.at("type").refuse(words("the model {1} is not supported (BPE is)", node.type()));
    for (const char* affix : {"continuing_subword_prefix", "end_of_word_suffix"})
        if (node.has(affix) && !node.string(affix).empty())
            node.at(affix).refuse(words("this option of BPE is not supported"));
    if (node.has("dropout") && node.at("dropout").value() != 0)
        node.at("dropout").refuse(words("dropout would make the ids random; it is not supported"));
    BytePairModel out;
    out.m_fuse_unknown = node.boolean("fuse_unk", false);
    out.m_byte_fallback = node.boolean("byte_fallback", false);
    out.m_ignore_merges = node.boolean("ignore_merges", false);
    out.read_vocabulary(node.at("vocab"));
    out.index_pieces();
    out.read_merges(node.at("merges"));
    if (node.has("unk_token")) {
        out.m_unknown = out.id(node.string("unk_token"));
        if (!out.m_unknown)
            node.at("unk_token").refuse(words("{1} is not in the vocabulary", in_quotes(node.string("unk_token"))));
    }
    return out;
}

void BytePairModel::read_vocabulary(const JsonNode& node)
{
    if (!node.value().is_object())
        node.refuse(words("expected an object of pieces and ids"));
    m_ids.reserve(node.value().size());
    for (const auto& [piece, value] : node.value().items()) {
        const auto place = [&key = piece] { return std::string(1, '[').append(in_quotes(key)).append(1, ']'); };
        if (!value.is_number_integer() || value < 0 || value >= largest_vocabulary)
            node.refuse_at(place(), words("expected an id from 0 to 16777215, found {1}", in_words(value)));
        const auto id = value.get<Token>();
        const auto entry = m_ids.emplace(piece, id).first;
        if (static_cast<std::size_t>(id) >= m_pieces.size())
            m_pieces.resize(static_cast<std::size_t>(id) + 1, nullptr);
        const std::string*& slot = m_pieces[static_cast<std::size_t>(id)];
        if (slot)
            node.refuse_at(place(), words("the id {1} belongs to {2} already", id, in_quotes(*slot)));
        slot = &entry->first;
    }
}

void BytePairModel::index_pieces()
{
    m_first.assign(m_pieces.size(), 0);
    m_last.assign(m_pieces.size(), 0);
    m_short.fill(-1);
    for (const auto& [piece, id] : m_ids) {
        if (piece.empty())
            continue;
        const char32_t first = first_character(piece);
        m_first[static_cast<std::size_t>(id)] = first;
        m_last[static_cast<std::size_t>(id)] = last_character(piece);
        if (first < m_short.size() && piece.size() == character_length(piece.front()))
            m_short[first] = id;
    }
    for (std::size_t byte = 0; byte < m_bytes.size(); ++byte) {
        char name[8];
        std::snprintf(name, sizeof name, "<0x%02zX>", byte);
        m_bytes[byte] = id(name).value_or(-1);
    }
}

void BytePairModel::read_merges(const JsonNode& node)
{
    if (!node.value().is_array())
        node.refuse(words("expected an array of merges"));
    m_merges = MergeTable(node.value().size());
    m_boundaries.assign(boundary_bits, false);
    std::uint32_t rank = 0;
    for (const auto& merge : node.value()) {
        const auto [left, right] = merge_parts(merge, node, rank);
        if (left.empty() || right.empty())
            node.refuse_at(
                place_of(rank), words("a merge needs two parts, found {1} and {2}", in_quotes(left), in_quotes(right)));
        const auto left_id = id(left), right_id = id(right), result = id(left + right);
        if (!left_id || !right_id || !result)
            node.refuse_at(place_of(rank),
                words("{1} is not in the vocabulary",
                    in_quotes(!left_id  ? left
                            : !right_id ? right
                                        : left + right)));
        m_merges.set(*left_id, *right_id, {rank, *result});
        m_boundaries[boundary(m_last[static_cast<std::size_t>(*left_id)],
            m_first[static_cast<std::size_t>(*right_id)])] = true;
        ++rank;
    }
}

std::optional<Token> BytePairModel::id(std::string_view piece) const
{
    const auto it = m_ids.find(piece);
    return it == m_ids.end() ? std::nullopt : std::optional(it->second);
}

const std::string* BytePairModel::piece(Token id) const
{
    return id < 0 || static_cast<std::size_t>(id) >= m_pieces.size() ? nullptr : m_pieces[static_cast<std::size_t>(id)];
}

std::vector<Token> BytePairModel::characters(std::string_view piece, Pace& pace) const
{
    std::vector<Token> out;
    out.reserve(piece.size());
    bool unknown = false; // an unknown that is not written yet
    const auto flush = [&] {
        if (unknown)
            out.push_back(*m_unknown);
        unknown = false;
    };
    for (std::size_t at = 0; at < piece.size();) {
        const std::string_view character = piece.substr(at, character_length(piece[at]));
        at += character.size();
        pace.done(character.size());
        const char32_t point = first_character(character);
        const Token known = point < m_short.size() ? m_short[point] : id(character).value_or(-1);
        if (known >= 0) {
            flush();
            out.push_back(known);
            continue;
        }
        const auto byte_id = [&](char byte) { return m_bytes[static_cast<unsigned char>(byte)]; };
        if (m_byte_fallback && std::ranges::all_of(character, [&](char byte) { return byte_id(byte) >= 0; })) {
            std::ranges::transform(character, std::back_inserter(out), byte_id);
        } else if (m_unknown) { // without one the character is left out
            if (!m_fuse_unknown)
                flush();
            unknown = true;
        }
    }
    flush();
    return out;
}

bool BytePairModel::boundary_may_merge(Token left, Token right) const
{
    return m_boundaries[boundary(m_last[static_cast<std::size_t>(left)], m_first[static_cast<std::size_t>(right)])];
}

void BytePairModel::encode(std::string_view piece, Pace& pace, std::vector<Token>& ids) const
{
    if (m_ignore_merges)
        if (const auto whole = id(piece)) {
            ids.push_back(*whole);
            return;
        }
    // A token that a merge makes holds the last character of its left part followed by the first of its right one.
    // Where no merge has the two characters at hand, none can cross, and both sides are merged by themselves: a
    // document that is one word falls into short stretches and the queues stay small.
    const std::vector<Token> all = characters(piece, pace);
    std::size_t begin = 0;
    for (std::size_t end = 1; end <= all.size(); ++end) {
        if (end < all.size() && boundary_may_merge(all[end - 1], all[end]))
            continue;
        merge(std::span(all).subspan(begin, end - begin), ids);
        pace.done(end - begin);
        begin = end;
    }
}

void BytePairModel::merge(std::span<const Token> characters, std::vector<Token>& ids) const
{
    const auto count = static_cast<std::int32_t>(characters.size());
    if (count < 2) {
        ids.insert(ids.end(), characters.begin(), characters.end());
        return;
    }
    std::vector<Symbol> symbols(characters.size());
    std::vector<Candidate> initial;
    for (std::int32_t i = 0; i < count; ++i) {
        symbols[static_cast<std::size_t>(i)]
            = {characters[static_cast<std::size_t>(i)], i - 1, i + 1 < count ? i + 1 : -1};
        if (i > 0)
            if (const Merge* found = m_merges.find(symbols[static_cast<std::size_t>(i - 1)].id,
                    symbols[static_cast<std::size_t>(i)].id))
                initial.push_back({found->rank, i - 1, found->result});
    }
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue(std::greater<>(), std::move(initial));
    const auto propose = [&](std::int32_t left, std::int32_t right) {
        if (left < 0 || right < 0)
            return;
        if (const Merge* found = m_merges.find(symbols[static_cast<std::size_t>(left)].id,
                symbols[static_cast<std::size_t>(right)].id))
            queue.push({found->rank, left, found->result});
    };
    while (!queue.empty()) {
        const Candidate best = queue.top();
        queue.pop();
        Symbol& left = symbols[static_cast<std::size_t>(best.position)];
        if (left.id < 0 || left.next < 0)
            continue;
        Symbol& right = symbols[static_cast<std::size_t>(left.next)];
        // The neighbours may have changed since; like the tokenizers library, what they now make decides.
        const Merge* found = m_merges.find(left.id, right.id);
        if (!found || found->result != best.result)
            continue;
        left.id = best.result;
        left.next = right.next;
        right.id = -1;
        if (left.next >= 0)
            symbols[static_cast<std::size_t>(left.next)].previous = best.position;
        propose(left.previous, best.position);
        propose(best.position, left.next);
    }
    for (std::int32_t i = 0; i >= 0; i = symbols[static_cast<std::size_t>(i)].next)
        ids.push_back(symbols[static_cast<std::size_t>(i)].id);
}

} // namespace ropewalk::text
