// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ropewalk::text {

/// Why the bytes of a tokenizer.model must not be given to the sentencepiece library, which trusts what it parses:
/// fields that end beyond the file, more than 2^24 pieces, scores that are no numbers, and a table of character
/// rewrites that points outside of itself. Nothing when they may.
std::optional<std::string> trouble_in_model_file(std::string_view bytes);

} // namespace ropewalk::text
