// SPDX-License-Identifier: Apache-2.0
#include "core/model/storage/safetensors_writer.h"

#include "core/formats/saving/new_file.h"

#include <ATen/ops/contiguous_ops.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>

namespace ropewalk::model {
namespace {

/// The format's name of a dtype, "" when the writer has none for it.
std::string dtype_name(at::ScalarType type)
{
    switch (type) {
    case at::kFloat: return "F32";
    case at::kHalf: return "F16";
    case at::kBFloat16: return "BF16";
    case at::kLong: return "I64";
    default: return {};
    }
}

} // namespace

Status write_safetensors(const std::filesystem::path& path,
    const std::vector<std::pair<std::string, at::Tensor>>& tensors,
    const std::vector<std::pair<std::string, std::string>>& metadata)
{
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty()) {
        nlohmann::ordered_json& entries = header["__metadata__"] = nlohmann::ordered_json::object();
        for (const auto& [key, value] : metadata)
            entries[key] = value;
    }
    std::set<std::string> names;
    std::uint64_t offset = 0;
    for (const auto& [name, tensor] : tensors) {
        const Words place = at_tensor(name);
        if (name == "__metadata__" || !names.insert(name).second)
            return failure(words("each tensor needs a name of its own; this one is taken"), path.string(), place);
        if (!tensor.defined() || !tensor.device().is_cpu())
            return failure(words("only tensors in main memory can be written"), path.string(), place);
        const std::string dtype = dtype_name(tensor.scalar_type());
        if (dtype.empty())
            return failure(
                words("expected float32, float16, bfloat16 or int64, found {1}", c10::toString(tensor.scalar_type())),
                path.string(), place);
        const std::uint64_t end = offset + static_cast<std::uint64_t>(tensor.nbytes());
        header[name] = {{"dtype", dtype}, {"shape", tensor.sizes().vec()}, {"data_offsets", {offset, end}}};
        offset = end;
    }
    std::string text;
    try {
        text = header.dump();
    } catch (const nlohmann::json::exception&) {
        return failure(words("names and metadata must be valid UTF-8"), path.string());
    }
    text.append((8 - text.size() % 8) % 8, ' '); // so that the data begins on a multiple of eight

    const std::uint64_t size = text.size();
    std::string prefix;
    for (int byte = 0; byte < 8; ++byte)
        prefix += static_cast<char>(size >> (8 * byte));
    formats::NewFile file(path);
    bool whole = file.ok() && file.write(prefix) && file.write(text);
    for (std::size_t i = 0; i < tensors.size() && whole; ++i) {
        const at::Tensor plain = at::_ops::contiguous::call(tensors[i].second, at::MemoryFormat::Contiguous);
        const auto* const bytes = static_cast<const char*>(plain.const_data_ptr());
        whole = file.write({bytes, static_cast<std::size_t>(plain.nbytes())});
    }
    if (!whole || !file.flush() || !file.rename_to(path))
        return failure(words("could not be written: {1}", std::strerror(errno)), path.string());
    return {};
}

} // namespace ropewalk::model
