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
        fail("no such file");
        return;
    }
    if (!std::filesystem::is_regular_file(status)) {
        fail(std::string("expected a file, found ")
            + (std::filesystem::is_directory(status) ? "a folder" : "a device or pipe"));
        return;
    }
    const std::uintmax_t size = std::filesystem::file_size(path, code);
    m_stream.open(path, std::ios::binary);
    if (code || !m_stream)
        fail(std::string("cannot be opened: ") + std::strerror(code ? code.value() : errno));
    else
        m_size = size;
}

bool Cursor::take(char* to, std::uint64_t bytes)
{
    if (m_failed)
        return false;
    if (bytes > left()) {
        fail("expected " + std::to_string(bytes) + " more bytes, found the end of the file", here());
        return false;
    }
    m_stream.read(to, static_cast<std::streamsize>(bytes));
    if (!m_stream) {
        fail(std::string("cannot be read: ") + std::strerror(errno), here());
        return false;
    }
    m_position += bytes;
    return true;
}

std::string Cursor::text(std::uint64_t most, const char* what)
{
    const std::string place = here();
    const auto length = number<std::uint64_t>();
    if (m_failed)
        return {};
    if (length > most || length > left()) {
        fail(std::string("expected ") + what + " of at most " + std::to_string(std::min(most, left()))
                + " bytes, found one of " + std::to_string(length),
            place);
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
        fail("expected " + std::to_string(bytes) + " more bytes, found the end of the file", here());
        return;
    }
    m_position += bytes;
    constexpr std::uint64_t small = 1u << 16; // a seek throws the buffer away
    if (bytes < small)
        m_stream.ignore(static_cast<std::streamsize>(bytes));
    else
        m_stream.seekg(static_cast<std::streamoff>(m_position));
    if (!m_stream)
        fail(std::string("cannot be read: ") + std::strerror(errno), here());
}

void Cursor::fail(std::string message, std::string place)
{
    if (m_failed)
        return;
    m_failed = true;
    m_error.message = std::move(message);
    m_error.place = std::move(place);
}

std::string Cursor::here() const
{
    return "byte " + std::to_string(m_position);
}

} // namespace ropewalk::formats::gguf
