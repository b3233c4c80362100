// SPDX-License-Identifier: Apache-2.0
#include "core/model/storage/safetensors_writer.h"

#include <ATen/ops/contiguous_ops.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

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

/// A file being written beside its final name; removed again unless it was published.
class TemporaryFile
{
public:
    explicit TemporaryFile(std::filesystem::path final_path) : m_final(std::move(final_path)), m_path(m_final)
    {
        m_path += ".part" + std::to_string(::getpid());
        m_descriptor = ::open(m_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        m_created = m_descriptor >= 0;
        if (!m_created)
            m_errno = errno;
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
        if (m_created && !m_published)
            ::unlink(m_path.c_str());
    }

    void write(const void* data, std::size_t size)
    {
        const char* bytes = static_cast<const char*>(data);
        while (size > 0 && m_errno == 0) {
            const ssize_t written = ::write(m_descriptor, bytes, size);
            if (written < 0 && errno == EINTR)
                continue;
            if (written < 0) {
                m_errno = errno;
                return;
            }
            bytes += written;
            size -= static_cast<std::size_t>(written);
        }
    }

    /// Flushes to the disk and renames over the final name.
    Status publish()
    {
        if (m_errno == 0 && ::fsync(m_descriptor) != 0)
            m_errno = errno;
        if (m_descriptor >= 0 && ::close(std::exchange(m_descriptor, -1)) != 0 && m_errno == 0)
            m_errno = errno;
        if (m_errno == 0 && ::rename(m_path.c_str(), m_final.c_str()) != 0)
            m_errno = errno;
        if (m_errno != 0)
            return failure(words("could not be written: {1}", std::strerror(m_errno)), m_final.string());
        m_published = true;
        return {};
    }

private:
    std::filesystem::path m_final, m_path;
    int m_descriptor = -1;
    int m_errno = 0;
    bool m_created = false;
    bool m_published = false;
};

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

    TemporaryFile file(path);
    const std::uint64_t size = text.size();
    unsigned char prefix[8];
    for (int byte = 0; byte < 8; ++byte)
        prefix[byte] = static_cast<unsigned char>(size >> (8 * byte));
    file.write(prefix, sizeof prefix);
    file.write(text.data(), text.size());
    for (const auto& [name, tensor] : tensors) {
        const at::Tensor plain = at::_ops::contiguous::call(tensor, at::MemoryFormat::Contiguous);
        file.write(plain.const_data_ptr(), static_cast<std::size_t>(plain.nbytes()));
    }
    return file.publish();
}

} // namespace ropewalk::model
