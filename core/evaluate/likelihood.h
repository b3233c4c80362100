// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/model.h"

#include <vector>

namespace ropewalk::evaluate {

/// A text of which only what begins at id `first` counts; first ≥ 1.
struct Continuation
{
    std::vector<text::Token> ids;
    std::size_t first = 1;
};

/// A prompt and what follows it: the ids of both together, BOS first where there is one. Where the tokens that the
/// prompt has by itself come apart in the whole, the continuation begins with the first that differs.
Continuation continuation(
    const text::Tokenizer& tokenizer, std::optional<text::Token> bos, const std::string& prompt, const std::string& rest);

/// Of `texts` texts as long as this, how many tokens losses_of lets run together.
std::int64_t tokens_together(std::int64_t longest, std::int64_t texts);

/// Negative log-likelihoods of each continuation's tokens, nats. They run together, padded at their ends, which a causal
/// model does not see. Logits are float32 whatever the model's dtype.
Result<std::vector<std::vector<double>>> losses_of(const model::Model& model, const rope::FactorSet& set,
    const std::vector<Continuation>& texts, const YieldPoint& yield = {});

} // namespace ropewalk::evaluate
