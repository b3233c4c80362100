// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/demo_corpus.h"
#include "core/text/documents.h"

#include <functional>

namespace ropewalk::text {

/// One passkey trial (longrope.md): task line, filler, "The pass key is K. Remember it. K is the pass key.", filler,
/// "What is the pass key? The pass key is". Token-exact: ids.size() + answer_budget = length.
struct PasskeyPrompt
{
    std::vector<Token> ids; ///< BOS first where the model has one
    std::string key; ///< the five digits
    std::int64_t answer_budget = 0; ///< tokens the answer may take
    std::vector<Token> answer; ///< the key as it goes on after ids; fewer than answer_budget
};

/// Whole sentences, at least `words` words of them, as a function of the seed; no number among them.
using Filler = std::function<std::string(std::uint64_t seed, std::int64_t words)>;

/// Filler out of the user's own text: its sentences in their order from a place that the seed chooses, from the start
/// again after the last; those that hold a number or speak of a pass key are left out. An error if none is left.
Result<Filler> filler_of_text(std::string_view text, const std::string& source);

/// depth in [0, 1]: where in the filler the key stands, to the nearest end of a sentence. The filler's first sentence
/// is cut short from its front so that the tokens come out even. The same (length, depth, trial, seed) gives the same
/// prompt; the key is one of 10000 … 99999. A length too short for the fixed sentences is an error.
/// keys above 1: so many are hidden, each somebody's ("The pass key of Amra is …"), and one of them is asked for; it
/// stands at depth, the others at even steps from it. At most most_keys. Yields between sentences.
Result<PasskeyPrompt> passkey_prompt(const Tokenizer& tokenizer, std::optional<Token> bos, std::int64_t length,
    double depth, std::uint64_t trial, std::uint64_t seed, const Filler& filler = demo_filler, int keys = 1,
    const YieldPoint& yield = {});

inline constexpr int most_keys = 20;

/// The first complete number in what was generated, "" if none.
std::string first_number(std::string_view generated);

} // namespace ropewalk::text
