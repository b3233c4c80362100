// SPDX-License-Identifier: Apache-2.0
#include "core/formats/model_files/claims.h"

#include "core/excerpt.h"
#include "core/formats/model_files/safetensors_header.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

namespace ropewalk::formats {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t longest_text = 512u << 20; // the largest tokenizers take some tens of MB
constexpr std::uint64_t longest_header = 100'000'000;
constexpr std::size_t prefix = 8; // bytes that say how long a safetensors header is

Result<std::string> read_whole(const fs::path& path, std::uintmax_t size, const std::string& file)
{
    if (size > longest_text)
        return failure(words("expected at most {1} MiB, found {2}", longest_text >> 20, size >> 20), file);
    std::string text(static_cast<std::size_t>(size), '\0');
    std::ifstream in(path, std::ios::binary);
    if (!in.read(text.data(), static_cast<std::streamsize>(size)))
        return failure(words("cannot be read: {1}", std::strerror(errno)), file);
    return text;
}

Status check_json(std::string_view text, const std::string& file)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos || text[first] != '{' || !nlohmann::json::accept(text.begin(), text.end()))
        return failure(words("expected a JSON object, found something else"), file);
    return {};
}

/// The header alone: the numbers are never read.
Status check_safetensors(const fs::path& path, std::uintmax_t size, const std::string& file)
{
    std::ifstream in(path, std::ios::binary);
    unsigned char bytes[prefix] = {};
    if (size < prefix || !in.read(reinterpret_cast<char*>(bytes), prefix))
        return failure(words("expected a safetensors file, found {1} bytes", size), file);
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < prefix; ++i)
        length |= std::uint64_t{ bytes[i] } << (8 * i);
    if (length > longest_header || length > size - prefix)
        return failure(words("expected a safetensors file, found no header of one"), file);
    std::string text(static_cast<std::size_t>(length), '\0');
    if (!in.read(text.data(), static_cast<std::streamsize>(length)))
        return failure(words("cannot be read: {1}", std::strerror(errno)), file);
    const auto header = parse_safetensors_header(text, file);
    if (!header)
        return tl::unexpected(header.error());
    const std::uint64_t data = size - prefix - length;
    for (const auto& [name, entry] : header->tensors)
        if (entry.offsets[0] > entry.offsets[1] || entry.offsets[1] > data)
            return failure(words("expected data up to byte {1}, found {2} bytes; the file is cut short",
                               entry.offsets[1], data),
                file, at_tensor(excerpt(name)));
    return {};
}

/// A number of 7 bits a byte at the front of rest, taken off it.
std::optional<std::uint64_t> varint(std::string_view& rest)
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !rest.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(rest.front());
        rest.remove_prefix(1);
        value |= std::uint64_t{ byte & 0x7fu } << shift;
        if (byte < 0x80)
            return value;
    }
    return std::nullopt;
}

/// The fields of sentencepiece_model.proto down to the file's end, pieces (field 1) among them.
bool is_sentencepiece(std::string_view rest)
{
    constexpr std::uint64_t piece = 1;
    constexpr int of_number = 0, of_8_bytes = 1, of_text = 2, of_4_bytes = 5; // wire types
    bool pieces = false;
    while (!rest.empty()) {
        const auto tag = varint(rest);
        if (!tag || *tag >> 3 == 0)
            return false;
        const auto type = static_cast<int>(*tag & 7);
        std::optional<std::uint64_t> size;
        if (type == of_number && varint(rest))
            size = 0;
        else if (type == of_text)
            size = varint(rest);
        else if (type == of_8_bytes || type == of_4_bytes)
            size = type == of_8_bytes ? 8 : 4;
        if (!size || *size > rest.size())
            return false;
        rest.remove_prefix(static_cast<std::size_t>(*size));
        pieces = pieces || (*tag >> 3 == piece && type == of_text);
    }
    return pieces;
}

/// Two parts a line, behind a first line that says the version.
bool are_merges(std::string_view text)
{
    while (!text.empty()) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        const auto space = line.find(' ');
        const bool two_parts = space != std::string_view::npos && space > 0 && space + 1 < line.size()
            && line.find(' ', space + 1) == std::string_view::npos;
        if (!line.empty() && !line.starts_with("#version") && !two_parts)
            return false;
    }
    return true;
}

} // namespace

Status check_claim(const fs::path& path, std::string_view name)
{
    std::error_code code;
    const std::string file = path.string();
    const fs::file_status status = fs::status(path, code);
    if (!fs::exists(status))
        return failure(words("cannot be read: {1}", code ? code.message() : std::strerror(ENOENT)), file);
    if (!fs::is_regular_file(status))
        return failure(words("expected a file, found a folder, device or pipe"), file);
    const std::uintmax_t size = fs::file_size(path, code);
    if (code)
        return failure(words("cannot be read: {1}", code.message()), file);
    if (name.ends_with(".safetensors"))
        return check_safetensors(path, size, file);
    const auto text = read_whole(path, size, file);
    if (!text)
        return tl::unexpected(text.error());
    if (name.ends_with(".json"))
        return check_json(*text, file);
    if (name.ends_with(".model") && !is_sentencepiece(*text))
        return failure(words("expected a vocabulary of sentencepiece, found something else"), file);
    if (name == "merges.txt" && !are_merges(*text))
        return failure(words("expected two parts a line, found something else"), file);
    if (name.ends_with(".jinja") && text->find("{%") == std::string::npos && text->find("{{") == std::string::npos)
        return failure(words("expected a template of jinja, found something else"), file);
    return {};
}

} // namespace ropewalk::formats
