// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer/steps/pre_tokenizer.h"

#include "core/text/tokenizer/steps/byte_alphabet.h"
#include "core/text/unicode/utf8.h"

#include <algorithm>

namespace ropewalk::text {

namespace {

/// The pattern of GPT-2 (Radford et al. 2019, encoder.py).
constexpr std::string_view gpt2_words
    = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

std::vector<Range> numerals(std::string_view text, Pace& pace)
{
    std::vector<Range> out;
    for (std::size_t at = 0; at < text.size(); at += character_length(text[at])) {
        pace.done(1);
        if (is_numeric(first_character(text.substr(at))))
            out.emplace_back(at, at + character_length(text[at]));
    }
    return out;
}

void append_parts(std::vector<Piece>& out, const Piece& whole, const std::vector<Range>& ranges, Pace& pace)
{
    for (const auto& [begin, end] : ranges) {
        out.push_back({whole.text.substr(begin, end - begin), whole.at_start && begin == 0});
        pace.done(end - begin);
    }
}

void pre_tokenize(const PreTokenizer::Metaspace& step, Piece piece, std::vector<Piece>& out, Pace& pace)
{
    piece.text = replaced(piece.text, " ", step.mark);
    const bool wanted = step.prepend == PreTokenizer::PrependScheme::always
        || (step.prepend == PreTokenizer::PrependScheme::first && piece.at_start);
    if (wanted && !piece.text.starts_with(step.mark))
        piece.text.insert(0, step.mark);
    if (step.split)
        append_parts(out, piece,
            cut(piece.text, Pattern(step.mark).find_all(piece.text, pace), Delimiter::merged_with_next, false, pace), pace);
    else
        out.push_back(std::move(piece));
}

void pre_tokenize(const PreTokenizer::ByteLevel& step, Piece piece, std::vector<Piece>& out, Pace& pace)
{
    if (step.add_prefix_space && !piece.text.starts_with(' '))
        piece.text.insert(piece.text.begin(), ' ');
    const std::size_t first = out.size();
    if (step.words)
        append_parts(
            out, piece, cut(piece.text, step.words->find_all(piece.text, pace), Delimiter::isolated, false, pace), pace);
    else
        out.push_back(std::move(piece));
    for (std::size_t i = first; i < out.size(); ++i) {
        out[i].text = bytes_as_characters(out[i].text);
        pace.done(out[i].text.size());
    }
}

void pre_tokenize(const PreTokenizer::Split& step, Piece piece, std::vector<Piece>& out, Pace& pace)
{
    append_parts(
        out, piece, cut(piece.text, step.pattern.find_all(piece.text, pace), step.delimiter, step.invert, pace), pace);
}

void pre_tokenize(const PreTokenizer::Digits& step, Piece piece, std::vector<Piece>& out, Pace& pace)
{
    const Delimiter delimiter = step.individual ? Delimiter::isolated : Delimiter::contiguous;
    append_parts(out, piece, cut(piece.text, numerals(piece.text, pace), delimiter, false, pace), pace);
}

Delimiter read_delimiter(const JsonNode& node)
{
    const std::string name = node.string();
    if (name == "Removed")
        return Delimiter::removed;
    if (name == "Isolated")
        return Delimiter::isolated;
    if (name == "MergedWithPrevious")
        return Delimiter::merged_with_previous;
    if (name == "MergedWithNext")
        return Delimiter::merged_with_next;
    if (name == "Contiguous")
        return Delimiter::contiguous;
    node.refuse(words("the behaviour {1} is not supported", name));
}

} // namespace

std::vector<Range> cut(
    std::string_view text, const std::vector<Range>& matches, Delimiter delimiter, bool invert, Pace& pace)
{
    struct Part
    {
        Range range;
        bool match;
    };
    std::vector<Part> parts;
    std::size_t done = 0;
    for (const Range& match : matches) {
        if (done < match.first)
            parts.push_back({{done, match.first}, invert});
        parts.push_back({match, !invert});
        pace.done(match.second - done);
        done = match.second;
    }
    if (done < text.size())
        parts.push_back({{done, text.size()}, invert});

    const bool backwards = delimiter == Delimiter::merged_with_next;
    if (backwards)
        std::reverse(parts.begin(), parts.end());
    std::vector<Range> out;
    bool previous = false; // whether the part before was a match
    for (const auto& [range, match] : parts) {
        pace.done(range.second - range.first);
        bool joined = false;
        switch (delimiter) {
        case Delimiter::removed:
            if (match)
                continue;
            break;
        case Delimiter::isolated: break;
        case Delimiter::merged_with_previous:
        case Delimiter::merged_with_next: joined = match && !previous; break;
        case Delimiter::contiguous: joined = match == previous; break;
        }
        previous = match;
        if (!joined || out.empty())
            out.push_back(range);
        else if (backwards)
            out.back().first = range.first;
        else
            out.back().second = range.second;
    }
    if (backwards)
        std::reverse(out.begin(), out.end());
    std::erase_if(out, [](const Range& range) { return range.first == range.second; });
    return out;
}

std::string read_mark(const JsonNode& node)
{
    const std::string mark = node.string("replacement");
    if (mark.empty() || mark.size() != character_length(mark.front()))
        node.at("replacement").refuse(words("expected one character, found {1}", in_quotes(mark)));
    return mark;
}

PreTokenizer::PrependScheme read_prepend_scheme(const JsonNode& node)
{
    using Scheme = PreTokenizer::PrependScheme;
    const bool prefix = node.boolean("add_prefix_space", true);
    if (!node.has("prepend_scheme"))
        return prefix ? Scheme::always : Scheme::never;
    const std::string name = node.string("prepend_scheme");
    if (!prefix && name != "never")
        node.at("prepend_scheme").refuse(words("{1} contradicts add_prefix_space false", in_quotes(name)));
    if (name == "always")
        return Scheme::always;
    if (name == "first")
        return Scheme::first;
    if (name == "never")
        return Scheme::never;
    node.at("prepend_scheme").refuse(words("expected always, first or never, found {1}", in_quotes(name)));
}

PreTokenizer PreTokenizer::read(const JsonNode& node)
{
    PreTokenizer out;
    if (!node.is_null())
        out.read_step(node);
    return out;
}

void PreTokenizer::read_step(const JsonNode& node)
{
    const std::string type = node.type();
    if (type == "Sequence") {
        node.only({"pretokenizers"});
        for (const JsonNode& step : node.at("pretokenizers").items())
            read_step(step);
    } else if (type == "Metaspace") {
        node.only({"replacement", "prepend_scheme", "split", "add_prefix_space", "str_rep"});
        m_steps.emplace_back(Metaspace{read_mark(node), read_prepend_scheme(node), node.boolean("split", true)});
    } else if (type == "ByteLevel") {
        node.only({"add_prefix_space", "trim_offsets", "use_regex"});
        ByteLevel step{node.boolean("add_prefix_space", true), {}};
        if (node.boolean("use_regex", true))
            step.words = Pattern::expression(node, gpt2_words);
        m_steps.emplace_back(std::move(step));
    } else if (type == "Split") {
        node.only({"pattern", "behavior", "invert"});
        m_steps.emplace_back(Split{Pattern::read(node.at("pattern")), read_delimiter(node.at("behavior")),
            node.boolean("invert", false)});
    } else if (type == "Digits") {
        node.only({"individual_digits"});
        m_steps.emplace_back(Digits{node.boolean("individual_digits", false)});
    } else {
        node.refuse(words("the pre-tokenizer {1} is not supported (Metaspace, ByteLevel, Split, Digits, Sequence "
                          "are)",
            type));
    }
}

std::vector<Piece> PreTokenizer::apply(Piece piece, Pace& pace) const
{
    std::vector<Piece> pieces;
    pieces.push_back(std::move(piece));
    for (const Step& step : m_steps) {
        std::vector<Piece> next;
        next.reserve(pieces.size());
        for (Piece& p : pieces)
            std::visit([&](const auto& s) { pre_tokenize(s, std::move(p), next, pace); }, step);
        pieces = std::move(next);
    }
    return pieces;
}

} // namespace ropewalk::text
