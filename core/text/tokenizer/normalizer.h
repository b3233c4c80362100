// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/tokenizer/json_node.h"

#include <string>
#include <variant>
#include <vector>

namespace ropewalk::text {

/// The steps that rewrite a text before it is cut: Prepend, Replace (of a string), NFC, in any sequence.
class Normalizer
{
public:
    struct Prepend
    {
        std::string prefix; ///< put before any text that is not empty
    };
    struct Replace
    {
        std::string pattern, content;
    };
    struct Nfc
    {
    };
    using Step = std::variant<Prepend, Replace, Nfc>;

    /// The node "normalizer" (null: nothing is done). Throws Refusal.
    static Normalizer read(const JsonNode& node);

    /// Valid UTF-8 in and out.
    std::string apply(std::string text) const;

private:
    void read_step(const JsonNode& node);

    std::vector<Step> m_steps;
};

} // namespace ropewalk::text
