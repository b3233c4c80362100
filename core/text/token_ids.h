// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/tokenizer.h"

namespace ropewalk::text {

/// Whether a file's name says that it holds token ids instead of text: .json or .npy.
bool holds_token_ids(const std::filesystem::path& file);

/// The documents of a file of token ids, one or many: of a .json [ids…], [[ids…], …] or {"ids": either}, as
/// `tokenize --json` prints it; of a .npy an array of whole numbers of one or two dimensions, one document a row.
/// An id that is not in 0 … vocabulary − 1 is an error that names the file and the id's place.
Result<std::vector<std::vector<Token>>> read_token_ids(const std::filesystem::path& file, std::int64_t vocabulary);

} // namespace ropewalk::text
