// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/tokenizer/json_node.h"
#include "core/text/tokenizer/steps/pattern.h"
#include "core/text/unicode/normal_form.h"

#include <string>
#include <variant>
#include <vector>

namespace ropewalk::text {

/// The steps that rewrite a text before it is cut: Prepend, Replace, NFC, NFD, NFKC, NFKD, Lowercase, Strip, in any
/// sequence.
class Normalizer
{
public:
    struct Prepend
    {
        std::string prefix; ///< put before any text that is not empty
    };
    struct Replace
    {
        Pattern pattern;
        std::string content;
    };
    struct Lowercase
    {
    };
    struct Strip
    {
        bool left = true, right = true; ///< the ends that lose their white space
    };
    using Step = std::variant<Prepend, Replace, NormalForm, Lowercase, Strip>;

    /// The node "normalizer" (null: nothing is done). Throws Refusal.
    static Normalizer read(const JsonNode& node);

    /// Valid UTF-8 in and out.
    std::string apply(std::string text, Pace& pace) const;

private:
    void read_step(const JsonNode& node);

    std::vector<Step> m_steps;
};

} // namespace ropewalk::text
