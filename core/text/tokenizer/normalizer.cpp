// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer/normalizer.h"

#include "core/text/unicode/utf8.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>

namespace ropewalk::text {

namespace {

std::string normalize(const Normalizer::Prepend& step, std::string text)
{
    return text.empty() ? text : step.prefix + text;
}

std::string normalize(const Normalizer::Replace& step, std::string text)
{
    return replaced(text, step.pattern, step.content);
}

std::string normalize(const Normalizer::Nfc&, std::string text)
{
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
    std::string out;
    icu::StringByteSink<std::string> sink(&out, static_cast<int32_t>(text.size()));
    if (U_SUCCESS(error))
        nfc->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr, error);
    return U_SUCCESS(error) ? out : text;
}

} // namespace

Normalizer Normalizer::read(const JsonNode& node)
{
    Normalizer out;
    if (!node.is_null())
        out.read_step(node);
    return out;
}

void Normalizer::read_step(const JsonNode& node)
{
    const std::string type = node.type();
    if (type == "Sequence") {
        node.only({"normalizers"});
        for (const JsonNode& step : node.at("normalizers").items())
            read_step(step);
    } else if (type == "Prepend") {
        node.only({"prepend"});
        m_steps.emplace_back(Prepend{node.string("prepend")});
    } else if (type == "Replace") {
        node.only({"pattern", "content"});
        const JsonNode pattern = node.at("pattern");
        if (!pattern.has("String"))
            pattern.refuse("Replace is supported for a String only");
        m_steps.emplace_back(Replace{pattern.string("String"), node.string("content")});
    } else if (type == "NFC") {
        node.only({});
        UErrorCode error = U_ZERO_ERROR;
        icu::Normalizer2::getNFCInstance(error);
        if (U_FAILURE(error))
            node.refuse(std::string("ICU's NFC data is missing: ") + u_errorName(error));
        m_steps.emplace_back(Nfc{});
    } else {
        node.refuse("the normalizer " + type + " is not supported (Prepend, Replace, NFC, Sequence are)");
    }
}

std::string Normalizer::apply(std::string text) const
{
    for (const Step& step : m_steps)
        text = std::visit([&](const auto& s) { return normalize(s, std::move(text)); }, step);
    return text;
}

} // namespace ropewalk::text
