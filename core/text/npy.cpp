// SPDX-License-Identifier: Apache-2.0
#include "core/text/npy.h"

#include <charconv>
#include <limits>
#include <optional>

namespace ropewalk::text {

namespace {

constexpr std::string_view magic = "\x93NUMPY";

std::uint64_t little_endian(std::string_view bytes)
{
    std::uint64_t out = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        out = out << 8 | static_cast<unsigned char>(bytes[i]);
    return out;
}

/// What follows a key of the header's Python dictionary; empty without the key.
std::string_view value_of(std::string_view header, std::string_view key)
{
    const std::size_t at = header.find(std::string(1, '\'').append(key).append("':"));
    if (at == std::string_view::npos)
        return {};
    const std::string_view rest = header.substr(at + key.size() + 3);
    const std::size_t begin = rest.find_first_not_of(' ');
    return begin == std::string_view::npos ? std::string_view() : rest.substr(begin);
}

/// "(2, 3)" as {2, 3}.
std::optional<std::vector<std::size_t>> shape_of(std::string_view text)
{
    const std::size_t end = text.find(')');
    if (!text.starts_with('(') || end == std::string_view::npos)
        return std::nullopt;
    std::vector<std::size_t> out;
    for (const char* at = text.data() + 1; at < text.data() + end;) {
        if (*at == ' ' || *at == ',') {
            ++at;
            continue;
        }
        std::size_t size = 0;
        const auto [next, error] = std::from_chars(at, text.data() + end, size);
        if (error != std::errc())
            return std::nullopt;
        out.push_back(size);
        at = next;
    }
    return out;
}

struct NumberType
{
    std::size_t bytes = 0;
    bool is_signed = false;
};

/// "'<i4'" as four bytes with a sign.
std::optional<NumberType> type_of(std::string_view text)
{
    if (text.size() < 5 || text[0] != '\'' || text[4] != '\'' || (text[1] != '<' && text[1] != '|'))
        return std::nullopt;
    const auto bytes = static_cast<std::size_t>(text[3] - '0');
    const bool known = bytes == 1 || ((bytes == 2 || bytes == 4 || bytes == 8) && text[1] == '<');
    if (!known || (text[2] != 'i' && text[2] != 'u'))
        return std::nullopt;
    return NumberType{bytes, text[2] == 'i'};
}

std::int64_t number(std::string_view bytes, const NumberType& type)
{
    const std::uint64_t value = little_endian(bytes);
    const unsigned unused = 64 - 8 * static_cast<unsigned>(type.bytes);
    if (type.is_signed)
        return static_cast<std::int64_t>(value << unused) >> unused;
    constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(value < largest ? value : largest);
}

} // namespace

tl::expected<NpyArray, Words> parse_npy(std::string_view bytes)
{
    if (bytes.size() < 12 || !bytes.starts_with(magic))
        return tl::unexpected(words("is no .npy file: it does not begin as one"));
    const int version = bytes[6];
    const std::size_t width = version == 1 ? 2 : 4; // of the header's length
    const std::size_t header_bytes = little_endian(bytes.substr(8, width));
    if (version < 1 || version > 3 || header_bytes > bytes.size() - 8 - width)
        return tl::unexpected(words("is no .npy file: its header goes on beyond its end"));
    const std::string_view header = bytes.substr(8 + width, header_bytes);
    const std::string_view data = bytes.substr(8 + width + header_bytes);

    const auto type = type_of(value_of(header, "descr"));
    if (!type)
        return tl::unexpected(words("expected whole numbers in little-endian order, found the type {1}",
            value_of(header, "descr").substr(0, 8)));
    if (!value_of(header, "fortran_order").starts_with("False"))
        return tl::unexpected(words("expected an array in C order, found Fortran's"));
    const auto shape = shape_of(value_of(header, "shape"));
    if (!shape || shape->empty() || shape->size() > 2)
        return tl::unexpected(words("expected one or two dimensions"));

    NpyArray out;
    out.rows = shape->size() == 2 ? shape->front() : 1;
    out.columns = shape->back();
    const std::size_t count = data.size() / type->bytes;
    const bool fits = data.size() % type->bytes == 0
        && (out.rows == 0 || out.columns == 0 ? count == 0 : count % out.rows == 0 && count / out.rows == out.columns);
    if (!fits)
        return tl::unexpected(words("the array's shape and its {1} bytes of data differ", data.size()));
    if (count == 0)
        out.rows = 0;
    out.values.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        out.values.push_back(number(data.substr(i * type->bytes, type->bytes), *type));
    return out;
}

} // namespace ropewalk::text
