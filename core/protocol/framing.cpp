// SPDX-License-Identifier: Apache-2.0
#include "core/protocol/framing.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace ropewalk::protocol {

namespace {

constexpr std::string_view length_field = "content-length:";
constexpr std::string_view end_of_header = "\r\n\r\n";

bool same_letter(char a, char b)
{
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

bool starts_with_length(std::string_view text)
{
    return text.size() >= length_field.size()
        && std::equal(length_field.begin(), length_field.end(), text.begin(), same_letter);
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

std::string quoted(std::string_view text)
{
    std::string out = "'";
    for (char c : text.substr(0, 40))
        out += std::isprint(static_cast<unsigned char>(c)) ? c : '?';
    return out + (text.size() > 40 ? "…'" : "'");
}

Result<std::size_t> parse_length(std::string_view digits)
{
    std::size_t value = 0;
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || code != std::errc{} || end != digits.data() + digits.size())
        return failure(
            words("expected a number of bytes, found {1}", quoted(digits)), {}, words("header {1}", "Content-Length"));
    return value;
}

/// The Content-Length of a block of "Name: value" lines.
Result<std::size_t> read_header(std::string_view block)
{
    std::optional<std::size_t> length;
    while (!block.empty()) {
        const auto end = std::min(block.find("\r\n"), block.size());
        const auto line = block.substr(0, end);
        block.remove_prefix(std::min(end + 2, block.size()));
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0 || line.find('\n') != std::string_view::npos)
            return failure(words("expected 'Name: value', found {1}", quoted(line)), {}, words("message header"));
        if (!starts_with_length(line))
            continue;
        auto value = parse_length(trimmed(line.substr(colon + 1)));
        if (!value)
            return value;
        if (length)
            return failure(words("expected one Content-Length, found two"), {}, words("message header"));
        length = *value;
    }
    if (!length)
        return failure(words("expected a Content-Length, found none"), {}, words("message header"));
    return *length;
}

} // namespace

std::string frame(std::string_view body)
{
    std::string out = "Content-Length: " + std::to_string(body.size());
    out.reserve(out.size() + end_of_header.size() + body.size());
    out += end_of_header;
    return out += body;
}

FrameReader::FrameReader(std::size_t max_bytes)
    : m_max(max_bytes)
{
}

void FrameReader::feed(std::string_view bytes)
{
    const auto skipped = std::min(m_skip, bytes.size());
    m_skip -= skipped;
    bytes.remove_prefix(skipped);
    if (m_begin > 0 && m_begin >= m_buffer.size() / 2) {
        m_buffer.erase(0, m_begin);
        m_begin = 0;
    }
    m_buffer += bytes;
}

void FrameReader::drop(std::size_t count)
{
    m_begin += std::min(count, pending());
    if (m_begin == m_buffer.size()) {
        m_buffer.clear();
        m_begin = 0;
    }
}

/// Drops bytes up to the next length field; false while none has come.
bool FrameReader::find_header()
{
    const auto unread = std::string_view(m_buffer).substr(m_begin);
    const auto found
        = std::search(unread.begin(), unread.end(), length_field.begin(), length_field.end(), same_letter);
    if (found != unread.end()) {
        drop(static_cast<std::size_t>(found - unread.begin()));
        return true;
    }
    const auto kept = length_field.size() - 1; // the field's beginning may be the last that came
    if (unread.size() > kept)
        drop(unread.size() - kept);
    return false;
}

std::optional<Result<std::string>> FrameReader::next()
{
    if (m_lost && !find_header())
        return std::nullopt;
    m_lost = false;
    const auto unread = std::string_view(m_buffer).substr(m_begin);
    const auto end = unread.substr(0, max_header_bytes + end_of_header.size()).find(end_of_header);
    if (end == std::string_view::npos) {
        if (unread.size() < max_header_bytes + end_of_header.size())
            return std::nullopt;
        drop(1); // the same bytes must not be taken for a header again
        m_lost = true;
        return failure(
            words("expected at most {1} bytes, found no end of it", max_header_bytes), {}, words("message header"));
    }
    const auto length = read_header(unread.substr(0, end));
    if (!length) {
        drop(1);
        m_lost = true;
        return tl::unexpected(length.error());
    }
    const auto header = end + end_of_header.size();
    if (*length > m_max) {
        const auto present = std::min(*length, unread.size() - header);
        m_skip = *length - present;
        drop(header + present);
        return failure(words("expected at most {1} bytes, found {2}", m_max, *length), {}, words("message body"));
    }
    if (unread.size() - header < *length)
        return std::nullopt;
    std::string body(unread.substr(header, *length));
    drop(header + *length);
    return body;
}

} // namespace ropewalk::protocol
