// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer/steps/post_processor.h"

namespace ropewalk::text {

namespace {

/// The special tokens that stand before the text in a template, which becomes one piece or none.
std::optional<std::string> first_of_template(const JsonNode& node)
{
    node.only({"single", "pair", "special_tokens"});
    std::optional<std::string> first;
    for (const JsonNode& part : node.at("single").items()) {
        if (part.has("Sequence"))
            return first;
        const std::string name = part.at("SpecialToken").string("id");
        const auto pieces = node.at("special_tokens").at(name).at("tokens").items();
        if (first || pieces.size() != 1)
            part.refuse(words("more than one token before the text is not supported"));
        first = pieces.front().string();
    }
    node.at("single").refuse(words("the text's own place (a Sequence) is missing"));
}

} // namespace

std::optional<std::string> read_first_piece(const JsonNode& node)
{
    if (node.is_null())
        return std::nullopt;
    const std::string type = node.type();
    if (type == "ByteLevel") {
        node.only({"add_prefix_space", "trim_offsets", "use_regex"});
        return std::nullopt;
    }
    if (type == "TemplateProcessing")
        return first_of_template(node);
    if (type != "Sequence")
        node.refuse(
            words("the post-processor {1} is not supported (TemplateProcessing, ByteLevel, Sequence are)", type));
    node.only({"processors"});
    std::optional<std::string> first;
    for (const JsonNode& step : node.at("processors").items()) {
        const auto piece = read_first_piece(step);
        if (first && piece)
            step.refuse(words("a second token before the text is not supported"));
        first = piece ? piece : first;
    }
    return first;
}

} // namespace ropewalk::text
