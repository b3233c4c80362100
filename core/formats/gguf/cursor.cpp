// SPDX-License-Identifier: Apache-2.0
#include "core/formats/gguf/cursor.h"

#include <cerrno>

namespace ropewalk::formats::gguf {

Cursor::Cursor(const std::filesystem::path& path)
{
    m_error.file = path.string();
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    if (!std::filesystem::exists(status)) {
        fail(words("no such file"));
        return;
    }
    if (!std::filesystem::is_regular_file(status)) {
        fail(std::filesystem::is_directory(status) ? words("expected a file, found a folder")
                                                   : words("expected a file, found a device or pipe"));
        return;
    }
    const std::uintmax_t size = std::filesystem::file_size(path, code);
    m_stream.open(path, std::ios::binary);
    if (code || !m_stream)
        fail(words("cannot be opened: {1}", std::strerror(code ? code.value() : errno)));
    else
        m_size = size;
}

bool Cursor::take(char* to, std::uint64_t bytes)
{
    if (m_failed)
        return false;
    if (bytes > left()) {
        fail(words("expected {1} more bytes, found the end of the file", bytes), here());
        return false;
    }
    m_stream.read(to, static_cast<std::streamsize>(bytes));
    if (!m_stream) {
        fail(words("cannot be read: {1}", std::strerror(errno)), here());
        return false;
    }
    m_position += bytes;
    return true;
}

std::string Cursor::text(std::uint64_t most, const Words& what)
{
    const Words place = here();
    const auto length = number<std::uint64_t>();
    if (m_failed)
        return {};
    if (length > most || length > left()) {
        fail(words("expected {1} of at most {2} bytes, found one of {3}", what, std::min(most, left()), length), place);
        return {};
    }
    std::string out(static_cast<std::size_t>(length), '\0');
    if (!take(out.data(), length))
        return {};
    return out;
}

void Cursor::skip(std::uint64_t bytes)
{
    if (m_failed)
        return;
    if (bytes > left()) {
        fail(words("expected {1} more bytes, found the end of the file", bytes), here());
        return;
    }
    m_position += bytes;
    constexpr std::uint64_t small = 1u << 16; // a seek throws the buffer away
    if (bytes < small)
        m_stream.ignore(static_cast<std::streamsize>(bytes));
    else
        m_stream.seekg(static_cast<std::streamoff>(m_position));
    if (!m_stream)
        fail(words("cannot be read: {1}", std::strerror(errno)), here());
}

void Cursor::fail(Words message, Words place)
{
    if (m_failed)
        return;
    m_failed = true;
    m_error.message = std::move(message);
    m_error.place = std::move(place);
}

Words Cursor::here() const
{
    return words("byte {1}", m_position);
}

} // namespace ropewalk::formats::gguf
