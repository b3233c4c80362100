// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/tokenizer/json_node.h"
#include "core/text/tokenizer/steps/pattern.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ropewalk::text {

/// A stretch of text that merges do not cross.
struct Piece
{
    std::string text;
    bool at_start = false; ///< begins where the whole text begins
};

/// What happens to the matches when a text is cut at them.
enum class Delimiter { removed, isolated, merged_with_previous, merged_with_next, contiguous };

/// Cuts text at the given matches (in order, not overlapping); empty parts are left out.
std::vector<Range> cut(
    std::string_view text, const std::vector<Range>& matches, Delimiter delimiter, bool invert, Pace& pace);

/// The steps that cut a text into pieces: Metaspace, ByteLevel, Split, Digits, in any sequence.
class PreTokenizer
{
public:
    enum class PrependScheme { always, first, never };
    struct Metaspace
    {
        std::string mark; ///< one character, which takes the place of spaces
        PrependScheme prepend = PrependScheme::always;
        bool split = true;
    };
    struct ByteLevel
    {
        bool add_prefix_space = true;
        std::optional<Pattern> words; ///< GPT-2's pattern, where the file asks for it
    };
    struct Split
    {
        Pattern pattern;
        Delimiter delimiter = Delimiter::isolated;
        bool invert = false;
    };
    struct Digits
    {
        bool individual = false;
    };
    using Step = std::variant<Metaspace, ByteLevel, Split, Digits>;

    /// The node "pre_tokenizer" (null: the text stays whole). Throws Refusal.
    static PreTokenizer read(const JsonNode& node);

    /// Pieces of a piece that is not empty.
    std::vector<Piece> apply(Piece piece, Pace& pace) const;

private:
    void read_step(const JsonNode& node);

    std::vector<Step> m_steps;
};

/// Reads "replacement", which is one character. Throws Refusal.
std::string read_mark(const JsonNode& node);
/// Reads "prepend_scheme", or "add_prefix_space" of older files. Throws Refusal.
PreTokenizer::PrependScheme read_prepend_scheme(const JsonNode& node);

} // namespace ropewalk::text
