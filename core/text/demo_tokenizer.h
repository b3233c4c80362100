// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace ropewalk::text {

/// A byte-pair vocabulary learnt from words with how often each occurs: 256 byte tokens so that any text has ids,
/// the characters seen, then one merge at a time, the most frequent pair first (ties: the alphabetically first),
/// until every word is one token. Words begin with ▁ where a space stood; digits are never merged.
/// Returns the text of a tokenizer.json of the Llama kind (prepend ▁, spaces to ▁, byte fallback, <s> first).
std::string byte_pair_tokenizer_json(const std::vector<std::pair<std::string, long>>& words);

/// The tokenizer of the bundled model, learnt from its own corpus. Deterministic.
std::string demo_tokenizer_json();

} // namespace ropewalk::text
