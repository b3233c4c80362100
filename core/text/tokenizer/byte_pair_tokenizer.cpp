// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer/byte_pair_tokenizer.h"

#include "core/text/tokenizer/added_tokens.h"
#include "core/text/tokenizer/steps/piece_decoder.h"
#include "core/text/tokenizer/steps/post_processor.h"
#include "core/text/tokenizer/steps/pre_tokenizer.h"
#include "core/text/unicode/pace.h"
#include "core/text/unicode/utf8.h"

#include <algorithm>

namespace ropewalk::text {

namespace {

/// The steps of a tokenizer.json in their order: added tokens of raw text, normalizer, added tokens of normalized
/// text, pre-tokenizer, merges. Its settings for truncation and padding are for batches and are not followed.
class BytePairTokenizer : public Tokenizer
{
public:
    explicit BytePairTokenizer(const JsonNode& node)
        : m_model(BytePairModel::read(node.at("model")))
    {
        const nlohmann::json none;
        const JsonNode nothing(none, {});
        const auto part = [&](std::string_view key) { return node.has(key) ? node.at(key) : nothing; };
        m_normalizer = Normalizer::read(part("normalizer"));
        m_added = AddedTokens::read(part("added_tokens"), m_model, m_normalizer);
        m_pre_tokenizer = PreTokenizer::read(part("pre_tokenizer"));
        m_decoder = PieceDecoder::read(part("decoder"));
        if (const auto first = read_first_piece(part("post_processor"))) {
            m_bos = id(*first);
            if (!m_bos)
                node.at("post_processor").refuse(in_quotes(*first) + " is not in the vocabulary");
        }
        if (vocabulary_size() == 0)
            node.at("model").refuse("the vocabulary is empty");
    }

    using Tokenizer::encode;
    Result<std::vector<Token>> encode(std::string_view text, const YieldPoint& yield) const override
    {
        Pace pace(yield);
        std::vector<Token> ids;
        const std::string valid = valid_utf8(text);
        try {
            for (const AddedTokens::Part& raw : m_added.cut_raw(valid)) {
                if (raw.token)
                    ids.push_back(*raw.token);
                else
                    encode_between(raw.text, raw.text.data() == valid.data(), pace, ids);
            }
        } catch (const Pace::Stopped&) {
            return cancelled();
        }
        return ids;
    }

    std::string decode(std::span<const Token> ids) const override
    {
        std::vector<std::string> pieces;
        for (const Token id : ids) {
            const AddedToken* added = m_added.token(id);
            const std::string* piece = added ? &added->found : m_model.piece(id);
            if (piece && !(added && added->special))
                pieces.push_back(*piece);
        }
        return m_decoder.apply(std::move(pieces));
    }

    std::optional<Token> bos() const override { return m_bos; }

    std::optional<Token> id(std::string_view piece) const override
    {
        const auto added = m_added.id(piece);
        return added ? added : m_model.id(piece);
    }

    std::size_t vocabulary_size() const override { return std::max(m_model.size(), m_added.size()); }

private:
    void encode_between(std::string_view text, bool at_start, Pace& pace, std::vector<Token>& ids) const
    {
        const std::string normalized = m_normalizer.apply(std::string(text), pace);
        for (const AddedTokens::Part& part : m_added.cut_normalized(normalized)) {
            if (part.token) {
                ids.push_back(*part.token);
                continue;
            }
            const bool first = at_start && part.text.data() == normalized.data();
            for (const Piece& piece : m_pre_tokenizer.apply({std::string(part.text), first}, pace))
                m_model.encode(piece.text, pace, ids);
        }
    }

    BytePairModel m_model;
    Normalizer m_normalizer;
    AddedTokens m_added;
    PreTokenizer m_pre_tokenizer;
    PieceDecoder m_decoder;
    std::optional<Token> m_bos;
};

} // namespace

std::shared_ptr<const Tokenizer> read_byte_pair_tokenizer(const std::filesystem::path& file)
{
    const nlohmann::json document = read_json(file);
    return std::make_shared<const BytePairTokenizer>(JsonNode(document, file.string()));
}

} // namespace ropewalk::text
