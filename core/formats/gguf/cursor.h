// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

namespace ropewalk::formats::gguf {

/// Reads little-endian values from the beginning of a file on. After the first thing wrong everything reads as 0, so
/// that a reader asks on and looks at failed() once; no length that is read can take it past the end.
class Cursor
{
public:
    explicit Cursor(const std::filesystem::path& path);

    std::uint64_t position() const { return m_position; }
    std::uint64_t left() const { return m_size - m_position; }
    std::uint64_t size() const { return m_size; }

    template <class T>
    T number()
    {
        static_assert(std::endian::native == std::endian::little);
        T out{};
        char bytes[sizeof(T)];
        if (take(bytes, sizeof(T)))
            std::memcpy(&out, bytes, sizeof(T));
        return out;
    }
    /// A length of 64 bits and so many bytes, of which at most `most` are allowed.
    std::string text(std::uint64_t most, const Words& what);
    void skip(std::uint64_t bytes);
    bool take(char* to, std::uint64_t bytes);

    void fail(Words message, Words place = {}); ///< kept unless something was wrong before
    bool failed() const { return m_failed; }
    tl::unexpected<Error> failure() const { return tl::unexpected(m_error); }
    Words here() const; ///< "byte 24"

private:
    std::ifstream m_stream;
    std::uint64_t m_position = 0;
    std::uint64_t m_size = 0;
    bool m_failed = false;
    Error m_error;
};

} // namespace ropewalk::formats::gguf
