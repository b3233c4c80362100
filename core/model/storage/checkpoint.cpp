// SPDX-License-Identifier: Apache-2.0
#include "core/model/storage/safetensors.h"

#include "core/excerpt.h"
#include "core/formats/model_files/shard_index.h"

namespace ropewalk::model {

Result<Checkpoint> open_checkpoint(const std::filesystem::path& folder)
{
    namespace fs = std::filesystem;
    std::error_code ignored;
    const fs::path single = folder / formats::single_checkpoint;
    const fs::path index = folder / formats::checkpoint_index;
    Checkpoint checkpoint;
    if (fs::exists(single, ignored)) {
        Result<std::shared_ptr<const SafetensorsFile>> file = SafetensorsFile::open(single);
        if (!file)
            return tl::unexpected(file.error());
        for (const auto& [name, tensor] : (*file)->tensors())
            checkpoint.tensors.emplace(name, Checkpoint::Entry{tensor, single});
        checkpoint.files.push_back(std::move(*file));
        return checkpoint;
    }
    if (!fs::exists(index, ignored))
        return failure(words("expected model.safetensors or model.safetensors.index.json in this folder, found "
                             "neither"),
            folder.string());

    const auto shards = formats::read_shard_index(index);
    if (!shards)
        return tl::unexpected(shards.error());
    for (const auto& [shard, names] : *shards) {
        Result<std::shared_ptr<const SafetensorsFile>> file = SafetensorsFile::open(folder / shard);
        if (!file)
            return tl::unexpected(file.error());
        for (const std::string& name : names) {
            const auto found = (*file)->tensors().find(name);
            if (found == (*file)->tensors().end())
                return failure(words("the index says that it is here, but it is not"), (*file)->path().string(),
                    at_tensor(excerpt(name)));
            checkpoint.tensors.emplace(name, Checkpoint::Entry{found->second, (*file)->path()});
        }
        checkpoint.files.push_back(std::move(*file));
    }
    return checkpoint;
}

} // namespace ropewalk::model
