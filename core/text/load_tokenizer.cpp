// SPDX-License-Identifier: Apache-2.0
#include "core/text/bos_setting.h"
#include "core/text/sentencepiece/sentencepiece_tokenizer.h"
#include "core/text/tokenizer/byte_pair_tokenizer.h"
#include "core/text/tokenizer/json_node.h"

namespace ropewalk::text {

namespace {

namespace fs = std::filesystem;

std::shared_ptr<const Tokenizer> read_folder(const fs::path& folder)
{
    std::error_code error;
    if (const fs::path file = folder / "tokenizer.json"; fs::exists(file, error))
        return read_byte_pair_tokenizer(file);
    if (const fs::path file = folder / "tokenizer.model"; fs::exists(file, error))
        return read_sentencepiece_tokenizer(file, BosSetting::read(folder));
    throw Refusal{Error{words("the folder holds neither tokenizer.json nor tokenizer.model"), folder.string(), {}}};
}

} // namespace

Result<std::shared_ptr<const Tokenizer>> load_tokenizer(const fs::path& path)
{
    try {
        std::error_code error;
        if (fs::is_directory(path, error))
            return read_folder(path);
        if (path.extension() == ".model")
            return read_sentencepiece_tokenizer(path, BosSetting::read(path.parent_path()));
        return read_byte_pair_tokenizer(path);
    } catch (const Refusal& refusal) {
        return tl::unexpected(refusal.error);
    } catch (const std::bad_alloc&) {
        return failure(words("there is not enough memory for the tokenizer"), path.string());
    }
}

} // namespace ropewalk::text
