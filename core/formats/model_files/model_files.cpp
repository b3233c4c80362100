// SPDX-License-Identifier: Apache-2.0
#include "core/formats/model_files/model_files.h"

#include "core/formats/model_files/claims.h"
#include "core/formats/model_files/shard_index.h"

#include <algorithm>
#include <array>

namespace ropewalk::formats {
namespace {

namespace fs = std::filesystem;

constexpr std::array beside_the_weights{ "config.json", "generation_config.json", "tokenizer.json", "tokenizer.model",
    "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt",
    "chat_template.jinja", "chat_template.json" };

constexpr std::array weights_end_in{ ".safetensors", ".safetensors.index.json", ".bin", ".bin.index.json", ".pt",
    ".pth", ".gguf", ".npz" };

bool is_there(const fs::path& path)
{
    std::error_code code;
    return fs::exists(fs::symlink_status(path, code));
}

/// The names of the files with the weights, the index first; none where the folder has none.
Result<std::vector<std::string>> weight_names(const fs::path& folder)
{
    if (is_there(folder / single_checkpoint))
        return std::vector<std::string>{ single_checkpoint };
    if (!is_there(folder / checkpoint_index))
        return std::vector<std::string>();
    return read_shard_index(folder / checkpoint_index).map([](const auto& shards) {
        std::vector<std::string> out{ checkpoint_index };
        for (const auto& [name, tensors] : shards)
            out.push_back(name);
        return out;
    });
}

Result<ModelFile> read_file(const fs::path& folder, const std::string& name)
{
    std::error_code code;
    const fs::path path = folder / name;
    fs::path real = fs::canonical(path, code);
    if (code)
        return failure(words("cannot be read: {1}", code.message()), path.string());
    if (const Status is = check_claim(path, name); !is)
        return tl::unexpected(is.error());
    return ModelFile{ name, std::move(real), name.ends_with(".safetensors") };
}

} // namespace

Result<ModelFiles> read_model_files(const fs::path& folder)
{
    ModelFiles out;
    std::vector<std::string> names;
    for (const char* name : beside_the_weights)
        if (is_there(folder / name))
            names.emplace_back(name);
    const auto weights = weight_names(folder);
    if (!weights)
        return tl::unexpected(weights.error());
    names.insert(names.end(), weights->begin(), weights->end());
    for (const std::string& name : names) {
        auto file = read_file(folder, name);
        if (!file)
            return tl::unexpected(file.error());
        out.files.push_back(std::move(*file));
    }
    std::error_code code;
    for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code)) {
        std::string name = entry->path().filename().string();
        if (!name.starts_with('.') && std::ranges::find(names, name) == names.end())
            out.left_out.push_back(std::move(name));
    }
    if (code)
        return failure(words("cannot be read: {1}", code.message()), folder.string());
    std::ranges::sort(out.left_out);
    return out;
}

bool is_model_file_name(std::string_view name)
{
    return std::ranges::find(beside_the_weights, name) != beside_the_weights.end()
        || std::ranges::any_of(weights_end_in, [&](const char* end) { return name.ends_with(end); });
}

} // namespace ropewalk::formats
