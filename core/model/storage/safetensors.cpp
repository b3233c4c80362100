// SPDX-License-Identifier: Apache-2.0
#include "core/model/storage/safetensors.h"

#include "core/model/storage/safetensors_header.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <optional>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ropewalk::model {
namespace {

constexpr std::uint64_t longest_header = 100'000'000; // the format's own bound, bytes
constexpr std::uint64_t prefix_size = 8;

/// a · b, nothing when it does not fit in 63 bits.
std::optional<std::uint64_t> product(std::uint64_t a, std::uint64_t b)
{
    std::uint64_t out = 0;
    if (__builtin_mul_overflow(a, b, &out) || out > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return std::nullopt;
    return out;
}

std::string shape_text(const std::vector<std::uint64_t>& shape)
{
    std::string out = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        out += (i ? ", " : "") + std::to_string(shape[i]);
    return out + "]";
}

} // namespace

std::size_t element_size(std::string_view dtype)
{
    static constexpr std::array<std::pair<std::string_view, std::size_t>, 15> sizes{{{"BOOL", 1}, {"U8", 1}, {"I8", 1},
        {"F8_E5M2", 1}, {"F8_E4M3", 1}, {"I16", 2}, {"U16", 2}, {"F16", 2}, {"BF16", 2}, {"I32", 4}, {"U32", 4},
        {"F32", 4}, {"F64", 8}, {"I64", 8}, {"U64", 8}}};
    for (const auto& [name, size] : sizes)
        if (name == dtype)
            return size;
    return 0;
}

SafetensorsFile::~SafetensorsFile()
{
    if (m_begin)
        ::munmap(const_cast<std::byte*>(m_begin), m_size);
}

Result<std::shared_ptr<const SafetensorsFile>> SafetensorsFile::open(const std::filesystem::path& path)
{
    std::shared_ptr<SafetensorsFile> file(new SafetensorsFile(path));
    if (Status mapped = file->map(); !mapped)
        return tl::unexpected(mapped.error());
    if (Status read = file->read_header(); !read)
        return tl::unexpected(read.error());
    return file;
}

Status SafetensorsFile::map()
{
    const std::string name = m_path.string();
    const int descriptor = ::open(m_path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return failure(std::string("cannot be opened: ") + std::strerror(errno), name);
    struct stat info{};
    const bool known = ::fstat(descriptor, &info) == 0;
    if (!known || !S_ISREG(info.st_mode)) {
        ::close(descriptor);
        return failure("expected a regular file", name);
    }
    m_size = static_cast<std::size_t>(info.st_size);
    if (m_size < prefix_size + 2) {
        ::close(descriptor);
        return failure("expected at least 10 bytes, found " + std::to_string(m_size) + "; the file is cut short", name);
    }
    void* mapping = ::mmap(nullptr, m_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    const int mapping_error = errno;
    ::close(descriptor);
    if (mapping == MAP_FAILED)
        return failure(std::string("cannot be mapped into memory: ") + std::strerror(mapping_error), name);
    m_begin = static_cast<const std::byte*>(mapping);
    return {};
}

Status SafetensorsFile::read_header()
{
    const std::string file = m_path.string();
    std::uint64_t header_size = 0;
    for (std::size_t byte = 0; byte < prefix_size; ++byte)
        header_size |= std::to_integer<std::uint64_t>(m_begin[byte]) << (8 * byte);
    if (header_size > longest_header)
        return failure("expected a header of at most 100000000 bytes, found one of " + std::to_string(header_size), file,
            "byte 0");
    if (header_size > m_size - prefix_size)
        return failure("the header should be " + std::to_string(header_size) + " bytes long, but only "
                + std::to_string(m_size - prefix_size) + " follow; the file is cut short",
            file, "byte 0");
    const std::string_view json(reinterpret_cast<const char*>(m_begin) + prefix_size, header_size);
    if (json.empty() || json.front() != '{')
        return failure("the header must begin with {; this is no safetensors file", file, "byte 8");

    Result<SafetensorsHeader> header = parse_safetensors_header(json, file);
    if (!header)
        return tl::unexpected(header.error());

    const std::span<const std::byte> data(m_begin + prefix_size + header_size, m_size - prefix_size - header_size);
    std::vector<const std::pair<const std::string, HeaderEntry>*> order;
    for (const auto& entry : header->tensors)
        order.push_back(&entry);
    std::sort(order.begin(), order.end(),
        [](const auto* a, const auto* b) { return a->second.offsets < b->second.offsets; });

    std::uint64_t end = 0;
    for (const auto* item : order) {
        const auto& [name, entry] = *item;
        const std::string place = "tensor " + shown_name(name);
        const auto [from, to] = entry.offsets;
        const std::size_t element = element_size(entry.dtype);
        if (element == 0)
            return failure("the dtype \"" + shown_name(entry.dtype) + "\" is not known", file, place);
        std::optional<std::uint64_t> bytes = element;
        for (const std::uint64_t n : entry.shape)
            bytes = bytes ? product(*bytes, n) : bytes;
        if (!bytes)
            return failure("the shape " + shape_text(entry.shape) + " is larger than any file", file, place);
        if (to < from)
            return failure("data_offsets end at " + std::to_string(to) + " before they begin at " + std::to_string(from),
                file, place);
        if (from != end)
            return failure("expected the data to begin at byte " + std::to_string(end) + " where the tensor before ends, "
                    + "found " + std::to_string(from),
                file, place);
        if (to > data.size())
            return failure("the data should end at byte " + std::to_string(to) + ", but the file holds only "
                    + std::to_string(data.size()) + "; it is cut short",
                file, place);
        if (to - from != *bytes)
            return failure(entry.dtype + " " + shape_text(entry.shape) + " takes " + std::to_string(*bytes)
                    + " bytes, but data_offsets span " + std::to_string(to - from),
                file, place);
        end = to;
        m_tensors.emplace(name,
            StoredTensor{entry.dtype, {entry.shape.begin(), entry.shape.end()}, data.subspan(from, to - from)});
    }
    if (end != data.size())
        return failure("the tensors end at byte " + std::to_string(end) + " of the data, but the file holds "
                + std::to_string(data.size()) + "; it has bytes that belong to no tensor",
            file);
    m_metadata = std::move(header->metadata);
    return {};
}

} // namespace ropewalk::model
