// SPDX-License-Identifier: Apache-2.0
#include "core/text/token_ids.h"

#include "core/text/npy.h"
#include "core/text/tokenizer/json_node.h"

#include <algorithm>
#include <limits>

namespace ropewalk::text {

namespace {

using Documents = std::vector<std::vector<Token>>;

std::int64_t largest_id(std::int64_t vocabulary)
{
    return std::min<std::int64_t>(vocabulary, std::numeric_limits<Token>::max()) - 1;
}

Words out_of_range(std::int64_t vocabulary, const Words& found)
{
    return words("expected an id from 0 to {1}, found {2}", largest_id(vocabulary), found);
}

std::vector<Token> document_of(const JsonNode& node, std::int64_t vocabulary)
{
    std::vector<Token> out;
    out.reserve(node.value().size());
    for (std::size_t i = 0; i < node.value().size(); ++i) {
        const nlohmann::json& id = node.value()[i];
        if (!id.is_number_integer() || id < 0 || id > largest_id(vocabulary))
            node.refuse_at(place_of(i), out_of_range(vocabulary, in_words(id)));
        out.push_back(id.get<Token>());
    }
    return out;
}

Documents documents_of(const JsonNode& node, std::int64_t vocabulary)
{
    if (node.value().is_object())
        return documents_of(node.at("ids"), vocabulary);
    if (!node.value().is_array())
        node.refuse(words("expected an array of token ids, found {1}", in_words(node.value())));
    if (node.value().empty() || !node.value().front().is_array())
        return {document_of(node, vocabulary)};
    Documents out;
    for (const JsonNode& item : node.items()) {
        if (!item.value().is_array())
            item.refuse(words("expected an array of token ids, found {1}", in_words(item.value())));
        out.push_back(document_of(item, vocabulary));
    }
    return out;
}

Documents documents_of(const NpyArray& array, std::int64_t vocabulary, const std::string& file)
{
    Documents out(array.rows);
    for (std::size_t i = 0; i < array.values.size(); ++i) {
        const std::int64_t id = array.values[i];
        const std::size_t row = i / array.columns, column = i % array.columns;
        if (id < 0 || id > largest_id(vocabulary))
            throw Refusal{Error{out_of_range(vocabulary, as_is(std::to_string(id))), file,
                as_is((array.rows > 1 ? place_of(row) : std::string()) + place_of(column))}};
        out[row].push_back(static_cast<Token>(id));
    }
    return out;
}

} // namespace

bool holds_token_ids(const std::filesystem::path& file)
{
    return file.extension() == ".json" || file.extension() == ".npy";
}

Result<Documents> read_token_ids(const std::filesystem::path& file, std::int64_t vocabulary)
{
    try {
        if (file.extension() == ".npy") {
            const auto array = parse_npy(read_file(file));
            if (!array)
                return failure(array.error(), file.string());
            return documents_of(*array, vocabulary, file.string());
        }
        const nlohmann::json document = read_json(file);
        return documents_of(JsonNode(document, file.string()), vocabulary);
    } catch (const Refusal& refusal) {
        return tl::unexpected(refusal.error);
    }
}

} // namespace ropewalk::text
