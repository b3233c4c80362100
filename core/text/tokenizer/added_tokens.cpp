// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer/added_tokens.h"

#include "core/text/unicode/utf8.h"

#include <algorithm>

namespace ropewalk::text {

namespace {

bool stands_alone(std::string_view text, std::size_t begin, std::size_t end)
{
    return (begin == 0 || !is_word(last_character(text.substr(0, begin))))
        && (end == text.size() || !is_word(first_character(text.substr(end))));
}

AddedToken read_token(const JsonNode& node)
{
    AddedToken out;
    out.content = node.string("content");
    const JsonNode id = node.at("id");
    if (id.integer() < 0 || id.integer() >= largest_vocabulary)
        id.refuse(words("expected an id from 0 to 16777215, found {1}", id.integer()));
    out.id = static_cast<Token>(id.integer());
    out.special = node.boolean("special", false);
    out.single_word = node.boolean("single_word", false);
    out.lstrip = node.boolean("lstrip", false);
    out.rstrip = node.boolean("rstrip", false);
    out.normalized = node.boolean("normalized", !out.special);
    return out;
}

} // namespace

StringFinder::StringFinder()
    : m_nodes(1)
{
}

void StringFinder::add(std::string_view text, std::size_t value)
{
    if (text.empty())
        return;
    m_begins[static_cast<unsigned char>(text.front())] = true;
    std::size_t node = 0;
    for (const char byte : text) {
        const auto [it, is_new] = m_nodes[node].next.try_emplace(byte, m_nodes.size());
        node = it->second;
        if (is_new)
            m_nodes.emplace_back();
    }
    if (!m_nodes[node].value)
        m_nodes[node].value = value;
}

std::optional<StringFinder::Match> StringFinder::find(std::string_view text, std::size_t from) const
{
    for (std::size_t begin = from; begin < text.size(); ++begin) {
        if (!m_begins[static_cast<unsigned char>(text[begin])])
            continue;
        std::optional<Match> longest;
        const Node* node = &m_nodes.front();
        for (std::size_t at = begin; at < text.size(); ++at) {
            const auto it = node->next.find(text[at]);
            if (it == node->next.end())
                break;
            node = &m_nodes[it->second];
            if (node->value)
                longest = Match{begin, at + 1, *node->value};
        }
        if (longest)
            return longest;
    }
    return std::nullopt;
}

AddedTokens AddedTokens::read(const JsonNode& node, const BytePairModel& model, const Normalizer& normalizer)
{
    AddedTokens out;
    if (node.is_null())
        return out;
    Pace pace;
    for (const JsonNode& item : node.items()) {
        AddedToken token = read_token(item);
        if (token.content.empty())
            continue;
        const auto known = model.id(token.content);
        if (known && *known != token.id)
            item.refuse(
                words("{1} has the id {2} here and {3} in the vocabulary", in_quotes(token.content), token.id, *known));
        const std::string* owner = model.piece(token.id);
        if (const AddedToken* other = out.token(token.id))
            owner = &other->content;
        if (owner && *owner != token.content)
            item.refuse(words("the id {1} belongs to {2} already", token.id, in_quotes(*owner)));
        if (const auto [it, is_new] = out.m_ids.try_emplace(token.content, token.id); !is_new)
            item.refuse(words("{1} is added a second time", in_quotes(token.content)));
        out.m_by_id[token.id] = out.m_tokens.size();
        token.found = token.normalized ? normalizer.apply(token.content, pace) : token.content;
        out.m_size = std::max(out.m_size, static_cast<std::size_t>(token.id) + 1);
        out.m_tokens.push_back(std::move(token));
    }
    for (std::size_t i = 0; i < out.m_tokens.size(); ++i) {
        const AddedToken& token = out.m_tokens[i];
        (token.normalized ? out.m_normalized : out.m_raw).add(token.found, i);
    }
    return out;
}

std::vector<AddedTokens::Part> AddedTokens::cut(std::string_view text, const StringFinder& finder) const
{
    std::vector<Part> out;
    std::size_t done = 0;
    for (std::size_t from = 0; const auto match = finder.find(text, from);) {
        from = match->end;
        const AddedToken& token = m_tokens[match->value];
        if (match->begin < done || (token.single_word && !stands_alone(text, match->begin, match->end)))
            continue;
        std::size_t begin = match->begin;
        std::size_t end = match->end;
        if (token.lstrip)
            begin = std::max(done, trailing_space(text.substr(0, begin)));
        if (token.rstrip)
            end += leading_space(text.substr(end));
        if (done < begin)
            out.push_back({text.substr(done, begin - done), std::nullopt});
        out.push_back({text.substr(begin, end - begin), token.id});
        done = end;
    }
    if (done < text.size())
        out.push_back({text.substr(done), std::nullopt});
    return out;
}

std::optional<Token> AddedTokens::id(std::string_view content) const
{
    const auto it = m_ids.find(std::string(content));
    return it == m_ids.end() ? std::nullopt : std::optional(it->second);
}

const AddedToken* AddedTokens::token(Token id) const
{
    const auto it = m_by_id.find(id);
    return it == m_by_id.end() ? nullptr : &m_tokens[it->second];
}

} // namespace ropewalk::text
