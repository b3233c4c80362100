// SPDX-License-Identifier: Apache-2.0
#include "core/text/bos_setting.h"

#include "core/text/tokenizer/json_node.h"

namespace ropewalk::text {

BosSetting BosSetting::read(const std::filesystem::path& folder)
{
    BosSetting out;
    out.file = folder / "tokenizer_config.json";
    std::error_code error;
    if (!std::filesystem::exists(out.file, error))
        return out;
    const nlohmann::json document = read_json(out.file);
    const JsonNode node(document, out.file.string());
    if (node.has("add_bos_token"))
        out.add = node.at("add_bos_token").boolean();
    if (node.has("bos_token")) {
        const JsonNode bos = node.at("bos_token");
        out.piece = bos.value().is_object() ? bos.string("content") : bos.string();
    }
    return out;
}

std::optional<Token> BosSetting::choose(
    std::optional<Token> own, const std::function<std::optional<Token>(const std::string&)>& id_of) const
{
    if (!add)
        return own;
    if (!*add)
        return std::nullopt;
    if (piece.empty() && own)
        return own;
    const auto found = id_of(piece);
    if (!found)
        throw Refusal{Error{piece.empty() ? words("add_bos_token is true, but no token is named here")
                                          : words("{1} is not in the vocabulary", in_quotes(piece)),
            file.string(), at_key("bos_token")}};
    return found;
}

} // namespace ropewalk::text
