// SPDX-License-Identifier: Apache-2.0
#include "core/formats/model_files/shard_index.h"

#include "core/excerpt.h"

#include <fstream>
#include <nlohmann/json.hpp>

namespace ropewalk::formats {
namespace {

constexpr std::uintmax_t longest_index = 100'000'000; // bytes

Result<nlohmann::json> read_index(const std::filesystem::path& path)
{
    std::error_code code;
    const std::uintmax_t size = std::filesystem::file_size(path, code);
    if (code)
        return failure(words("cannot be read: {1}", code.message()), path.string());
    if (size > longest_index)
        return failure(words("expected at most 100000000 bytes, found {1}", size), path.string());
    std::ifstream stream(path, std::ios::binary);
    std::string text(static_cast<std::size_t>(size), '\0');
    if (!stream.read(text.data(), static_cast<std::streamsize>(size)))
        return failure(words("cannot be read"), path.string());
    // Two levels of nesting are all an index has; a deeper one is cut off before it costs memory.
    bool deep = false;
    const auto shallow = [&deep](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
        deep = deep || depth > 4;
        return !deep;
    };
    try {
        nlohmann::json value = nlohmann::json::parse(text, shallow);
        if (deep)
            return failure(words("expected an object with weight_map, found deeper nesting"), path.string());
        return value;
    } catch (const nlohmann::json::exception& exception) {
        return failure(words("not valid JSON: {1}", excerpt(exception.what())), path.string());
    }
}

} // namespace

Result<std::map<std::string, std::vector<std::string>>> read_shard_index(const std::filesystem::path& index)
{
    namespace fs = std::filesystem;
    Result<nlohmann::json> json = read_index(index);
    if (!json)
        return tl::unexpected(json.error());
    const auto map = json->find("weight_map");
    if (!json->is_object() || map == json->end() || !map->is_object())
        return failure(words("expected an object that maps tensors to files"), index.string(), at_key("weight_map"));
    std::map<std::string, std::vector<std::string>> shards;
    for (const auto& [name, shard] : map->items()) {
        const Words place = at_key("weight_map." + excerpt(name));
        if (!shard.is_string())
            return failure(words("expected a file's name"), index.string(), place);
        const fs::path file = shard.get<std::string>();
        if (file.empty() || file != file.filename() || file == ".." || file == ".")
            return failure(
                words("expected the name of a file in the same folder, found \"{1}\"", excerpt(file.string())),
                index.string(), place);
        shards[file.string()].push_back(name);
    }
    return shards;
}

} // namespace ropewalk::formats
