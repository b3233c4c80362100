// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::model {

/// One tensor of a safetensors file; data points into the mapping and has no promised alignment.
struct StoredTensor
{
    std::string dtype; ///< the format's name: "F32", "BF16", …
    std::vector<std::int64_t> shape; ///< empty for rank 0
    std::span<const std::byte> data; ///< exactly shape × dtype bytes
};

/// Bytes of one element of a dtype by the format's name; 0 when the name is unknown.
std::size_t element_size(std::string_view dtype);

/// A memory-mapped safetensors file that was validated completely: every tensor lies inside the file, the tensors
/// follow each other without gaps, and their sizes match shape and dtype. Unmapped on destruction.
class SafetensorsFile
{
public:
    /// Errors name the file, the place in its header, what was expected and what was found.
    static Result<std::shared_ptr<const SafetensorsFile>> open(const std::filesystem::path& path);
    ~SafetensorsFile();
    SafetensorsFile(const SafetensorsFile&) = delete;
    SafetensorsFile& operator=(const SafetensorsFile&) = delete;

    const std::filesystem::path& path() const { return m_path; }
    const std::map<std::string, StoredTensor>& tensors() const { return m_tensors; }
    const std::map<std::string, std::string>& metadata() const { return m_metadata; }

private:
    explicit SafetensorsFile(std::filesystem::path path) : m_path(std::move(path)) {}
    Status map();
    Status read_header();

    std::filesystem::path m_path;
    const std::byte* m_begin = nullptr;
    std::size_t m_size = 0;
    std::map<std::string, StoredTensor> m_tensors;
    std::map<std::string, std::string> m_metadata;
};

/// The tensors of a model folder, from model.safetensors or from the shards that model.safetensors.index.json names.
struct Checkpoint
{
    struct Entry
    {
        StoredTensor tensor;
        std::filesystem::path file; ///< the shard it lies in
    };
    std::vector<std::shared_ptr<const SafetensorsFile>> files; ///< keep the mappings alive
    std::map<std::string, Entry> tensors;
};
Result<Checkpoint> open_checkpoint(const std::filesystem::path& folder);

} // namespace ropewalk::model
