// SPDX-License-Identifier: Apache-2.0
#include "core/model/storage/safetensors.h"

#include "core/excerpt.h"
#include "core/formats/model_files/safetensors_header.h"

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
        return failure(words("cannot be opened: {1}", std::strerror(errno)), name);
    struct stat info{};
    const bool known = ::fstat(descriptor, &info) == 0;
    if (!known || !S_ISREG(info.st_mode)) {
        ::close(descriptor);
        return failure(words("expected a regular file"), name);
    }
    m_size = static_cast<std::size_t>(info.st_size);
    if (m_size < prefix_size + 2) {
        ::close(descriptor);
        return failure(words("expected at least 10 bytes, found {1}; the file is cut short", m_size), name);
    }
    void* mapping = ::mmap(nullptr, m_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    const int mapping_error = errno;
    ::close(descriptor);
    if (mapping == MAP_FAILED)
        return failure(words("cannot be mapped into memory: {1}", std::strerror(mapping_error)), name);
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
        return failure(words("expected a header of at most 100000000 bytes, found one of {1}", header_size), file,
            words("byte {1}", 0));
    if (header_size > m_size - prefix_size)
        return failure(words("the header should be {1} bytes long, but only {2} follow; the file is cut short",
                           header_size, m_size - prefix_size),
            file, words("byte {1}", 0));
    const std::string_view json(reinterpret_cast<const char*>(m_begin) + prefix_size, header_size);
    if (json.empty() || json.front() != '{')
        return failure(words("the header must begin with {; this is no safetensors file"), file, words("byte {1}", 8));

    Result<formats::SafetensorsHeader> header = formats::parse_safetensors_header(json, file);
    if (!header)
        return tl::unexpected(header.error());

    const std::span<const std::byte> data(m_begin + prefix_size + header_size, m_size - prefix_size - header_size);
    std::vector<const std::pair<const std::string, formats::HeaderEntry>*> order;
    for (const auto& entry : header->tensors)
        order.push_back(&entry);
    std::sort(order.begin(), order.end(),
        [](const auto* a, const auto* b) { return a->second.offsets < b->second.offsets; });

    std::uint64_t end = 0;
    for (const auto* item : order) {
        const auto& [name, entry] = *item;
        const Words place = at_tensor(excerpt(name));
        const auto [from, to] = entry.offsets;
        const std::size_t element = element_size(entry.dtype);
        if (element == 0)
            return failure(words("the dtype \"{1}\" is not known", excerpt(entry.dtype)), file, place);
        std::optional<std::uint64_t> bytes = element;
        for (const std::uint64_t n : entry.shape)
            bytes = bytes ? product(*bytes, n) : bytes;
        if (!bytes)
            return failure(words("the shape {1} is larger than any file", shape_text(entry.shape)), file, place);
        if (to < from)
            return failure(words("data_offsets end at {1} before they begin at {2}", to, from), file, place);
        if (from != end)
            return failure(
                words("expected the data to begin at byte {1} where the tensor before ends, found {2}", end, from),
                file, place);
        if (to > data.size())
            return failure(
                words("the data should end at byte {1}, but the file holds only {2}; it is cut short", to, data.size()),
                file, place);
        if (to - from != *bytes)
            return failure(words("{1} {2} takes {3} bytes, but data_offsets span {4}", entry.dtype,
                               shape_text(entry.shape), *bytes, to - from),
                file, place);
        end = to;
        m_tensors.emplace(name,
            StoredTensor{entry.dtype, {entry.shape.begin(), entry.shape.end()}, data.subspan(from, to - from)});
    }
    if (end != data.size())
        return failure(words("the tensors end at byte {1} of the data, but the file holds {2}; it has bytes that "
                             "belong to no tensor",
                           end, data.size()),
            file);
    m_metadata = std::move(header->metadata);
    return {};
}

} // namespace ropewalk::model
