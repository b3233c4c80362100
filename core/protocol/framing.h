// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ropewalk::protocol {

/// "Content-Length: N\r\n\r\n" followed by the body.
std::string frame(std::string_view body);

/// Cuts a byte stream into messages. Feed bytes as they come; take messages until none is left. A header without a
/// length, or a body over max_message_bytes, is an error; the reader skips to the next header and goes on.
class FrameReader
{
public:
    explicit FrameReader(std::size_t max_bytes);
    void feed(std::string_view bytes);
    /// A whole body, an error to report, or nothing yet.
    std::optional<Result<std::string>> next();

private:
    std::string m_buffer;
    std::size_t m_max;
    std::size_t m_skip = 0; ///< bytes of an oversized body still to drop
};

} // namespace ropewalk::protocol
