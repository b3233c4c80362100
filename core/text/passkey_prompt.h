// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/documents.h"

namespace ropewalk::text {

/// One passkey trial (longrope.md): task line, filler, "The pass key is K. Remember it. K is the pass key.", filler,
/// "What is the pass key? The pass key is". Token-exact: ids.size() + answer_budget = length.
struct PasskeyPrompt
{
    std::vector<Token> ids; ///< BOS first where the model has one
    std::string key; ///< the five digits
    std::int64_t answer_budget = 0; ///< tokens the answer may take
};

/// depth in [0, 1]: where in the filler the key stands. The same (length, depth, trial, seed) gives the same prompt.
/// A length too short for the fixed sentences is an error.
Result<PasskeyPrompt> passkey_prompt(const Tokenizer& tokenizer, std::optional<Token> bos, std::int64_t length,
    double depth, std::uint64_t trial, std::uint64_t seed);

/// The first complete number in what was generated, "" if none.
std::string first_number(std::string_view generated);

} // namespace ropewalk::text
