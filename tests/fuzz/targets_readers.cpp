// SPDX-License-Identifier: Apache-2.0
// Checkpoints, tokenizers and token ids: what the engine reads from folders.
#include "core/model/storage/safetensors.h"
#include "core/text/token_ids.h"
#include "core/text/tokenizer.h"
#include "tests/fuzz/folder.h"
#include "tests/fuzz/targets.h"

namespace fuzz {

using namespace ropewalk;

namespace {

void read_tensors(const std::map<std::string, model::StoredTensor>& tensors)
{
    volatile unsigned char sum = 0;
    for (const auto& [name, tensor] : tensors) {
        std::uint64_t numbers = 1;
        for (const std::int64_t side : tensor.shape) {
            require(side >= 0, "a side below nothing");
            numbers *= static_cast<std::uint64_t>(side);
        }
        require(tensor.data.size() == numbers * model::element_size(tensor.dtype), "bytes that do not fit the shape");
        for (const std::byte byte : tensor.data) // reads all of it, so that a sanitizer or the kernel sees a wrong span
            sum = static_cast<unsigned char>(sum + static_cast<unsigned char>(byte));
    }
}

void use_tokenizer(const fs::path& file)
{
    const auto tokenizer = text::load_tokenizer(file);
    if (!read(tokenizer))
        return;
    const auto size = static_cast<text::Token>((*tokenizer)->vocabulary_size());
    require(size > 0, "a tokenizer without words");
    for (const char* text : {"The rope's 42 strands, wörk 你好 🙂\n\t<s>end</s>", "", "\xff\xfe 1", "aaaaaaaaaaaaaaaa  b"}) {
        const std::vector<text::Token> ids = (*tokenizer)->encode(text);
        for (const text::Token id : ids)
            require(id >= 0 && id < size, "an id outside of the vocabulary");
        (void)(*tokenizer)->decode(ids);
    }
    if (const auto bos = (*tokenizer)->bos())
        require(*bos >= 0 && *bos < size, "a first token outside of the vocabulary");
    const text::Token odd[] = {-1, 0, size, size / 2, 2147483647};
    (void)(*tokenizer)->decode(odd);
}

void use_ids(const fs::path& file)
{
    constexpr std::int64_t vocabulary = 1000;
    const auto documents = text::read_token_ids(file, vocabulary);
    if (!read(documents))
        return;
    for (const auto& ids : *documents)
        for (const text::Token id : ids)
            require(id >= 0 && id < vocabulary, "an id outside of the vocabulary");
}

} // namespace

void safetensors(std::string_view bytes)
{
    const auto file = model::SafetensorsFile::open(folder<0>().write("model.safetensors", bytes));
    if (read(file))
        read_tensors((*file)->tensors());
}

/// Beside a shard that is right.
void shard_index(std::string_view bytes)
{
    const std::string header = R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})";
    static const fs::path shard = folder<1>().write("part.safetensors",
        std::string(1, static_cast<char>(header.size())) + std::string(7, '\0') + header + "xy");
    folder<1>().write("model.safetensors.index.json", bytes);
    const auto checkpoint = model::open_checkpoint(folder<1>().path());
    if (!read(checkpoint))
        return;
    std::map<std::string, model::StoredTensor> tensors;
    for (const auto& [name, entry] : checkpoint->tensors) {
        require(entry.file.parent_path() == folder<1>().path(), "a shard in another folder");
        tensors.emplace(name, entry.tensor);
    }
    read_tensors(tensors);
}

void tokenizer_json(std::string_view bytes)
{
    use_tokenizer(folder<2>().write("tokenizer.json", bytes));
}

void tokenizer_model(std::string_view bytes)
{
    use_tokenizer(folder<3>().write("tokenizer.model", bytes));
}

void token_ids_json(std::string_view bytes)
{
    use_ids(folder<4>().write("ids.json", bytes));
}

void token_ids_npy(std::string_view bytes)
{
    use_ids(folder<5>().write("ids.npy", bytes));
}

} // namespace fuzz
