// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/words.h"

#include <optional>
#include <string>
#include <string_view>

namespace ropewalk::text {

/// Why the bytes of a tokenizer.model must not be given to the sentencepiece library, which trusts what it parses:
/// fields that end beyond the file, more than 2^24 pieces, scores that are no numbers, and a table of character
/// rewrites that points outside of itself. Nothing when they may.
std::optional<Words> trouble_in_model_file(std::string_view bytes);

/// Whether the model's ids of a long text are those of its parts, cut where no piece reaches across: byte-pair merges,
/// unknown characters as bytes, and no rewriting of the text but of its spaces, each by itself.
bool may_be_cut(std::string_view bytes);

/// The model with nothing put before a text. (A message that comes a second time is merged into the first.)
std::string without_dummy_prefix(std::string_view bytes);

} // namespace ropewalk::text
