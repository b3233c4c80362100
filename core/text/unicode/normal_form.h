// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/unicode/pace.h"

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace ropewalk::text {

/// A normal form of Unicode (UAX 15): NFC, NFD, NFKC or NFKD. Characters younger than Unicode 9 stay as they stand,
/// as they do in the tokenizers library, whose tables are of that version. Immutable; may be used from any thread.
class NormalForm
{
public:
    /// The error is in words.
    static tl::expected<NormalForm, std::string> make(const std::string& name);

    /// Valid UTF-8 in and out.
    std::string apply(std::string_view text, Pace& pace) const;

private:
    NormalForm() = default;
    void append(std::string_view text, std::string& out) const;
    std::shared_ptr<const void> m_normalizer; ///< icu::Normalizer2 and the set of characters it works on
};

} // namespace ropewalk::text
