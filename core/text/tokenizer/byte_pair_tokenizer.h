// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/tokenizer.h"

namespace ropewalk::text {

/// Reads a tokenizer.json. Throws Refusal.
std::shared_ptr<const Tokenizer> read_byte_pair_tokenizer(const std::filesystem::path& file);

} // namespace ropewalk::text
