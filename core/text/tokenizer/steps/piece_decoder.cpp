// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer/steps/piece_decoder.h"

#include "core/text/tokenizer/steps/byte_alphabet.h"
#include "core/text/tokenizer/steps/pre_tokenizer.h"
#include "core/text/unicode/utf8.h"

#include <charconv>
#include <optional>

namespace ropewalk::text {

namespace {

using Pieces = std::vector<std::string>;

/// The byte that a piece like <0x0A> stands for.
std::optional<char> byte_of(std::string_view piece)
{
    if (piece.size() != 6 || !piece.starts_with("<0x") || !piece.ends_with('>'))
        return std::nullopt;
    unsigned char byte = 0;
    const auto [end, error] = std::from_chars(piece.data() + 3, piece.data() + 5, byte, 16);
    return error == std::errc() && end == piece.data() + 5 ? std::optional(static_cast<char>(byte)) : std::nullopt;
}

Pieces decode(const PieceDecoder::Replace& step, Pieces pieces)
{
    Pace pace;
    for (std::string& piece : pieces)
        piece = step.pattern.replaced(piece, step.content, pace);
    return pieces;
}

/// Runs of byte pieces become their text if it is valid UTF-8, else one U+FFFD a byte.
Pieces decode(const PieceDecoder::ByteFallback&, Pieces pieces)
{
    Pieces out;
    std::string bytes;
    const auto flush = [&] {
        if (bytes.empty())
            return;
        std::string text = bytes;
        if (valid_utf8(bytes) != bytes) {
            text.clear();
            for (std::size_t i = 0; i < bytes.size(); ++i)
                append_character(text, 0xfffd);
        }
        out.push_back(std::move(text));
        bytes.clear();
    };
    for (std::string& piece : pieces) {
        if (const auto byte = byte_of(piece)) {
            bytes += *byte;
            continue;
        }
        flush();
        out.push_back(std::move(piece));
    }
    flush();
    return out;
}

Pieces decode(const PieceDecoder::Fuse&, Pieces pieces)
{
    std::string all;
    for (const std::string& piece : pieces)
        all += piece;
    return {std::move(all)};
}

Pieces decode(const PieceDecoder::Strip& step, Pieces pieces)
{
    for (std::string& piece : pieces) {
        std::string_view text = piece;
        for (std::size_t i = 0; i < step.start && text.starts_with(step.content); ++i)
            text.remove_prefix(step.content.size());
        for (std::size_t i = 0; i < step.stop && text.ends_with(step.content); ++i)
            text.remove_suffix(step.content.size());
        piece = std::string(text);
    }
    return pieces;
}

Pieces decode(const PieceDecoder::Metaspace& step, Pieces pieces)
{
    for (std::size_t i = 0; i < pieces.size(); ++i)
        pieces[i] = replaced(pieces[i], step.mark, i == 0 && step.prepended ? "" : " ");
    return pieces;
}

Pieces decode(const PieceDecoder::ByteLevel&, Pieces pieces)
{
    std::string bytes;
    for (const std::string& piece : pieces)
        bytes += characters_as_bytes(piece).value_or(piece);
    return {valid_utf8(bytes)};
}

std::size_t read_count(const JsonNode& node)
{
    if (node.integer() < 0)
        node.refuse(words("expected a count, found {1}", node.integer()));
    return static_cast<std::size_t>(node.integer());
}

} // namespace

PieceDecoder PieceDecoder::read(const JsonNode& node)
{
    PieceDecoder out;
    out.m_join_with_spaces = node.is_null();
    if (!node.is_null())
        out.read_step(node);
    return out;
}

void PieceDecoder::read_step(const JsonNode& node)
{
    const std::string type = node.type();
    if (type == "Sequence") {
        node.only({"decoders"});
        for (const JsonNode& step : node.at("decoders").items())
            read_step(step);
    } else if (type == "Replace") {
        node.only({"pattern", "content"});
        m_steps.emplace_back(Replace{Pattern::read(node.at("pattern")), node.string("content")});
    } else if (type == "ByteFallback") {
        node.only({});
        m_steps.emplace_back(ByteFallback{});
    } else if (type == "Fuse") {
        node.only({});
        m_steps.emplace_back(Fuse{});
    } else if (type == "Strip") {
        node.only({"content", "start", "stop"});
        const std::string content = node.string("content");
        if (content.empty() || content.size() != character_length(content.front()))
            node.at("content").refuse(words("expected one character, found {1}", in_quotes(content)));
        m_steps.emplace_back(Strip{content, read_count(node.at("start")), read_count(node.at("stop"))});
    } else if (type == "Metaspace") {
        node.only({"replacement", "prepend_scheme", "split", "add_prefix_space", "str_rep"});
        m_steps.emplace_back(
            Metaspace{read_mark(node), read_prepend_scheme(node) != PreTokenizer::PrependScheme::never});
    } else if (type == "ByteLevel") {
        node.only({"add_prefix_space", "trim_offsets", "use_regex"});
        m_steps.emplace_back(ByteLevel{});
    } else {
        node.refuse(words("the decoder {1} is not supported (Replace, ByteFallback, Fuse, Strip, Metaspace, "
                          "ByteLevel, Sequence are)",
            type));
    }
}

std::string PieceDecoder::apply(std::vector<std::string> pieces) const
{
    for (const Step& step : m_steps)
        pieces = std::visit([&](const auto& s) { return decode(s, std::move(pieces)); }, step);
    std::string out;
    for (std::size_t i = 0; i < pieces.size(); ++i)
        out += (m_join_with_spaces && i > 0 ? " " : "") + pieces[i];
    return out;
}

} // namespace ropewalk::text
