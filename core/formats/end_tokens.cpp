// SPDX-License-Identifier: Apache-2.0
#include "core/formats/end_tokens.h"

namespace ropewalk::formats {

using nlohmann::json;

std::optional<std::vector<std::int64_t>> read_tokens(Fields& fields, const char* key, std::int64_t vocabulary)
{
    if (!fields.present(key))
        return std::nullopt;
    std::vector<std::int64_t> out;
    const json* value = fields.find(key);
    if (!value)
        return out;
    if (!value->is_array() || value->empty()) {
        out.push_back(fields.whole(key, 0, vocabulary - 1));
        return out;
    }
    for (std::size_t i = 0; i < value->size(); ++i) {
        const json one{ { key, (*value)[i] } };
        Fields of_list(one, {});
        out.push_back(of_list.whole(key, 0, vocabulary - 1));
        if (of_list.error())
            fields.fail(Error{ of_list.error()->message, {}, at_key(fields.at(key) + "[" + std::to_string(i) + "]"), false });
    }
    return out;
}

GenerationEnds read_generation_ends(const std::filesystem::path& folder, std::int64_t vocabulary)
{
    const std::filesystem::path file = folder / "generation_config.json";
    std::error_code code;
    if (!std::filesystem::exists(file, code))
        return {};
    const Result<json> root
        = read_text(file).and_then([&](const std::string& text) { return parse_json(text, file.string()); });
    if (!root)
        return { {}, root.error() };
    Fields fields(*root, {});
    auto tokens = read_tokens(fields, "eos_token_id", vocabulary);
    if (fields.error())
        return { {}, fields.failure_in(file.string()).value() };
    return { std::move(tokens), {} };
}

} // namespace ropewalk::formats
