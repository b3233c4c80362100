// SPDX-License-Identifier: Apache-2.0
#include "core/text/sentencepiece/sentencepiece_tokenizer.h"

#include "core/text/sentencepiece/model_file.h"
#include "core/text/sentencepiece/safe_cuts.h"
#include "core/text/tokenizer/json_node.h"
#include "core/text/unicode/utf8.h"

#include <algorithm>
#include <sentencepiece_processor.h>

namespace ropewalk::text {

namespace {

constexpr std::size_t shortest_part = 2048; // bytes

class SentencepieceTokenizer : public Tokenizer
{
public:
    SentencepieceTokenizer(const std::string& model, const std::string& file, const BosSetting& bos)
    {
        if (const auto trouble = trouble_in_model_file(model))
            throw Refusal{Error{words("is no sentencepiece model: {1}", *trouble), file, {}}};
        auto status = m_processor.LoadFromSerializedProto(model);
        if (status.ok() && may_be_cut(model)) {
            m_continued.emplace();
            status = m_continued->LoadFromSerializedProto(without_dummy_prefix(model));
            for (int id = 0; id < m_processor.GetPieceSize(); ++id)
                m_cuts.add(valid_utf8(m_processor.IdToPiece(id)));
        }
        if (!status.ok()) {
            const std::string said = status.error_message();
            const bool unparsed = said.find("ParseFrom") != std::string::npos;
            throw Refusal{Error{unparsed ? words("is no sentencepiece model: a field is not of the type it should be")
                                         : words("is refused by sentencepiece: {1}", said),
                file, {}}};
        }
        const int own = m_processor.bos_id();
        m_bos = bos.choose(own >= 0 ? std::optional<Token>(own) : std::nullopt,
            [&](const std::string& piece) { return id(piece); });
    }

    using Tokenizer::encode;
    Result<std::vector<Token>> encode(std::string_view text, const YieldPoint& yield) const override
    {
        // The library orders all merges of a text in one queue: many short parts take a fraction of the time.
        const std::string valid = valid_utf8(text);
        std::vector<Token> out;
        for (std::size_t begin = 0; begin < valid.size();) {
            const std::size_t end = m_continued ? m_cuts.next(valid, begin + shortest_part) : valid.size();
            const auto& processor = begin > 0 ? *m_continued : m_processor;
            std::vector<int> ids; // an error never comes: a model that was loaded encodes any text
            processor.Encode(std::string_view(valid).substr(begin, end - begin), &ids).IgnoreError();
            out.insert(out.end(), ids.begin(), ids.end());
            begin = end;
            if (!keep_going(yield))
                return cancelled();
        }
        return out;
    }

    std::string decode(std::span<const Token> ids) const override
    {
        std::vector<int> known;
        std::ranges::copy_if(ids, std::back_inserter(known),
            [&](Token id) { return id >= 0 && id < m_processor.GetPieceSize() && !m_processor.IsControl(id); });
        std::string out;
        return m_processor.Decode(known, &out).ok() ? out : std::string();
    }

    std::optional<Token> bos() const override { return m_bos; }

    std::optional<Token> id(std::string_view piece) const override
    {
        const int found = m_processor.PieceToId(piece);
        // A piece that is not there has the id of the unknown one.
        return found >= 0 && m_processor.IdToPiece(found) == piece ? std::optional<Token>(found) : std::nullopt;
    }

    std::size_t vocabulary_size() const override { return static_cast<std::size_t>(m_processor.GetPieceSize()); }

private:
    sentencepiece::SentencePieceProcessor m_processor;
    std::optional<sentencepiece::SentencePieceProcessor> m_continued; ///< for what is not the beginning of a text
    SafeCuts m_cuts; ///< where m_continued may take up
    std::optional<Token> m_bos;
};

} // namespace

std::shared_ptr<const Tokenizer> read_sentencepiece_tokenizer(
    const std::filesystem::path& file, const BosSetting& bos)
{
    return std::make_shared<const SentencepieceTokenizer>(read_file(file), file.string(), bos);
}

} // namespace ropewalk::text
