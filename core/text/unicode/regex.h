// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/unicode/pace.h"

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace ropewalk::text {

/// A half-open range of bytes.
using Range = std::pair<std::size_t, std::size_t>;

/// A regular expression of a tokenizer.json. Those are written in Oniguruma's Ruby syntax; PCRE2 (UTF, UCP) runs
/// them, and constructs to which the two give different meanings are translated or refused.
/// Immutable; may be used from any thread.
class Regex
{
public:
    /// The error is in words.
    static tl::expected<Regex, std::string> compile(std::string_view pattern);

    /// Non-overlapping matches in valid UTF-8, from the left. Where a match would take more than 10^8 steps the
    /// search ends and what is left of the text counts as unmatched.
    std::vector<Range> find_all(std::string_view text, Pace& pace) const;

private:
    Regex() = default;
    std::shared_ptr<const void> m_code; ///< pcre2_code
};

} // namespace ropewalk::text
