// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ropewalk::protocol {

/// Bytes of header fields that a message may have before its body.
inline constexpr std::size_t max_header_bytes = 4096;

/// "Content-Length: N\r\n\r\n" followed by the body.
std::string frame(std::string_view body);

/// Cuts a byte stream into messages. Feed bytes as they come; take messages until none is left. A header without a
/// length, or a body over max_bytes, is an error; the reader skips to the next header and goes on.
class FrameReader
{
public:
    explicit FrameReader(std::size_t max_bytes);
    void feed(std::string_view bytes);
    /// A whole body, an error to report, or nothing yet.
    std::optional<Result<std::string>> next();
    /// Bytes of a message that has not arrived whole, in the buffer now.
    std::size_t pending() const { return m_buffer.size() - m_begin; }

private:
    void drop(std::size_t count);
    bool find_header();

    std::string m_buffer; ///< unread bytes start at m_begin
    std::size_t m_begin = 0;
    std::size_t m_max;
    std::size_t m_skip = 0; ///< bytes of an oversized body still to drop
    bool m_lost = false; ///< what came is no header; looking for the next "Content-Length:"
};

} // namespace ropewalk::protocol
