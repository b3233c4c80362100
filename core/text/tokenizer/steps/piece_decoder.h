// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/tokenizer/json_node.h"
#include "core/text/tokenizer/steps/pattern.h"

#include <string>
#include <variant>
#include <vector>

namespace ropewalk::text {

/// The steps that make text of pieces again: Replace, ByteFallback, Fuse, Strip, Metaspace, ByteLevel,
/// in any sequence. Without a decoder pieces are joined with spaces.
class PieceDecoder
{
public:
    struct Replace
    {
        Pattern pattern;
        std::string content;
    };
    struct ByteFallback
    {
    };
    struct Fuse
    {
    };
    struct Strip
    {
        std::string content; ///< one character
        std::size_t start = 0, stop = 0; ///< at most so many of it are taken off the front and the end of a piece
    };
    struct Metaspace
    {
        std::string mark;
        bool prepended = true; ///< marks of the first piece are not spaces
    };
    struct ByteLevel
    {
    };
    using Step = std::variant<Replace, ByteFallback, Fuse, Strip, Metaspace, ByteLevel>;

    /// The node "decoder". Throws Refusal.
    static PieceDecoder read(const JsonNode& node);

    std::string apply(std::vector<std::string> pieces) const;

private:
    void read_step(const JsonNode& node);

    std::vector<Step> m_steps;
    bool m_join_with_spaces = false;
};

} // namespace ropewalk::text
