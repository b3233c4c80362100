// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer/steps/normalizer.h"

#include "core/text/unicode/utf8.h"

namespace ropewalk::text {

namespace {

std::string normalize(const Normalizer::Prepend& step, std::string text, Pace&)
{
    return text.empty() ? text : step.prefix + text;
}

std::string normalize(const Normalizer::Replace& step, std::string text, Pace& pace)
{
    return step.pattern.replaced(text, step.content, pace);
}

std::string normalize(const NormalForm& form, std::string text, Pace& pace)
{
    return form.apply(text, pace);
}

std::string normalize(const Normalizer::Lowercase&, std::string text, Pace&)
{
    return lowercase(text);
}

std::string normalize(const Normalizer::Strip& step, std::string text, Pace&)
{
    if (step.right)
        text.resize(trailing_space(text));
    if (step.left)
        text.erase(0, leading_space(text));
    return text;
}

NormalForm read_form(const JsonNode& node, const std::string& name)
{
    node.only({});
    auto form = NormalForm::make(name);
    if (!form)
        node.refuse(form.error());
    return *form;
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
        m_steps.emplace_back(Replace{Pattern::read(node.at("pattern")), node.string("content")});
    } else if (type == "NFC" || type == "NFD" || type == "NFKC" || type == "NFKD") {
        m_steps.emplace_back(read_form(node, type));
    } else if (type == "Lowercase") {
        node.only({});
        m_steps.emplace_back(Lowercase{});
    } else if (type == "Strip") {
        node.only({"strip_left", "strip_right"});
        m_steps.emplace_back(Strip{node.boolean("strip_left", true), node.boolean("strip_right", true)});
    } else {
        node.refuse(words("the normalizer {1} is not supported (Prepend, Replace, NFC, NFD, NFKC, NFKD, Lowercase, "
                          "Strip, Sequence are)",
            type));
    }
}

std::string Normalizer::apply(std::string text, Pace& pace) const
{
    for (const Step& step : m_steps) {
        text = std::visit([&](const auto& s) { return normalize(s, std::move(text), pace); }, step);
        pace.done(text.size());
    }
    return text;
}

} // namespace ropewalk::text
